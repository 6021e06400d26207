import type { LogoCopy } from "#lib/organizations/logos/queries";
import { relativeTime } from "../ui/relative-time.tsx";
import type { LinkNote } from "./logo-field.tsx";

/** How it went with the picture behind the stored link; `when` in words such as "2 min ago". */
export type LinkState = { kind: "fetching" } | { kind: "copied" | "failed"; when: string; problem: string | null };

/** The copy in words that do not change while the page is open. */
export function linkStateOf(copy: LogoCopy | null): LinkState | null {
  if (copy?.triedAt === null) return { kind: "fetching" };
  return (
    copy && {
      kind: copy.problem ? "failed" : "copied",
      when: relativeTime(copy.triedAt, "long"),
      problem: copy.problem,
    }
  );
}

type NoteOptions = {
  /** The page; without scripts it is opened again to see how it went. */
  here: string;
  /** Whether a picture from before is still shown. */
  shown: boolean;
  /** Whether it has been fetching for longer than anybody waits. */
  late: boolean;
  /** Id of the form that has it fetched again. */
  form: string;
};

/** What is said under the link, and the button above its end. The button is always there: focus stays on it when it was pressed. */
export function linkNote(state: LinkState, { here, shown, late, form }: NoteOptions): LinkNote {
  const again = (label: string) => (
    <button type="submit" form={form} className="link min-h-6">
      {label}
    </button>
  );
  if (state.kind === "copied") return { tone: "success", text: `Copied ${state.when}.`, again: again("Fetch again") };
  if (state.kind === "failed") {
    const left = shown ? " The picture from before is still shown." : "";
    return { tone: "error", text: `${state.problem} Tried ${state.when}.${left}`, again: again("Try again") };
  }
  if (late) return { tone: "busy", text: "Fetching the picture takes longer than usual.", again: again("Try again") };
  const look = (
    <noscript>
      <a href={here} className="link">
        See how it went
      </a>
    </noscript>
  );
  return { tone: "busy", text: <>Fetching the picture. {look}</>, again: again("Fetch again") };
}
