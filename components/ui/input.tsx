import type { ComponentProps } from "react";
import { cx } from "./class-names.ts";

/** The frame of what is typed into. */
export const controlEdge =
  "border border-control bg-surface transition-colors hover:border-ink-2 rounded-control " +
  "has-[:focus]:border-transparent has-[:focus]:outline-2 has-[:focus]:-outline-offset-1 has-[:focus]:outline-ring " +
  "has-[[aria-invalid=true]]:border-danger has-[:disabled]:border-line has-[:disabled]:bg-sunken has-[:disabled]:text-ink-3";

/** For a field of what is no prose, such as addresses and ids: nothing is filled in, made large or corrected. */
export const asTyped = { autoComplete: "off", autoCapitalize: "none", autoCorrect: "off", spellCheck: false } as const;

type InputProps = Omit<ComponentProps<"input">, "prefix"> & {
  /** Fixed text at the end that belongs to the value, such as ".foyer.example". */
  suffix?: string;
  /** Fixed text at the start that belongs to the value, such as "foyer.example/login/". */
  prefix?: string;
  /** For addresses and colours. */
  mono?: boolean;
  /** 40 px, or 48 at the door. */
  large?: boolean;
};

/** A text field. Its frame holds the fixed parts too. */
export function Input({ suffix, prefix, mono, large, className, ...rest }: InputProps) {
  const fixed = "shrink-0 select-none whitespace-nowrap text-ink-3";
  const type = mono ? "font-mono text-small tracking-[-0.01em] wide:text-address" : "text-body";
  const path = prefix?.indexOf("/") ?? -1;
  return (
    <div
      className={cx(
        "flex w-full min-w-0 items-center overflow-hidden h-11 wide:h-10",
        controlEdge,
        large && "!h-12",
        type,
        className,
      )}
    >
      {prefix ? (
        <span className={cx(fixed, "max-w-[60%] truncate pl-3")}>
          {/* A phone has room for the path alone. */}
          {path > 0 ? (
            <>
              <span className="max-wide:hidden">{prefix.slice(0, path)}</span>
              <span className="wide:hidden">…</span>
            </>
          ) : null}
          {prefix.slice(Math.max(0, path))}
        </span>
      ) : null}
      <input
        {...rest}
        className={cx(
          "h-full min-w-0 flex-1 bg-transparent outline-none",
          prefix ? "pl-px" : "pl-3",
          suffix ? "pr-0.5" : "pr-3",
        )}
      />
      {suffix ? <span className={cx(fixed, "pr-3")}>{suffix}</span> : null}
    </div>
  );
}
