import type { LinkNote } from "@/components/forms/logo-field";
import { Button } from "@/components/ui/button";

/** How it went with the picture behind the stored link; `when` in words such as "2 min ago". */
export type LinkState = { kind: "fetching" } | { kind: "copied" | "failed"; when: string; problem: string | null };

type NoteOptions = {
  /** The page; without scripts it is opened again to see how it went. */
  here: string;
  /** Whether a copy from before is still shown. */
  shown: boolean;
  /** Whether it has been fetching for longer than anybody waits. */
  late: boolean;
  /** Id of the form that has it fetched again. */
  form: string;
};

/** What is said under the link, and the button beside it. */
export function linkNote(state: LinkState, { here, shown, late, form }: NoteOptions): LinkNote {
  const again = (label: string) => (
    <Button type="submit" form={form} size="small" className="w-fit">
      {label}
    </Button>
  );
  if (state.kind === "fetching") {
    return late
      ? { tone: "busy", text: "Fetching the picture takes longer than usual.", again: again("Try again") }
      : {
          tone: "busy",
          text: (
            <>
              Fetching the picture.{" "}
              <noscript>
                <a href={here} className="link">
                  See how it went
                </a>
              </noscript>
            </>
          ),
        };
  }
  if (state.kind === "copied") return { tone: "success", text: `Copied ${state.when}.`, again: again("Fetch again") };
  const left = shown ? " The earlier copy stays." : "";
  return {
    tone: "error",
    text: `Not fetched, tried ${state.when}. ${state.problem}${left}`,
    again: again("Try again"),
  };
}
