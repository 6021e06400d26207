import type { ReactNode } from "react";
import { cx } from "./class-names.ts";
import { AlertIcon, CheckIcon } from "./icons.tsx";
import { Spinner } from "./spinner.tsx";

type FieldMessageProps = {
  id?: string;
  tone?: "hint" | "error" | "success" | "busy";
  className?: string;
  /** Whether a change is read out. */
  live?: boolean;
  children?: ReactNode;
};

/** The line under a control. It keeps its height when empty, so that nothing jumps. */
export function FieldMessage({ id, tone = "hint", className, live, children }: FieldMessageProps) {
  return (
    <p
      id={id}
      aria-live={live ? "polite" : undefined}
      className={cx(
        "flex min-h-5 gap-2 text-balance text-small [&_b]:[overflow-wrap:anywhere]",
        tone === "error" ? "text-danger" : tone === "hint" ? "text-ink-3" : "text-ink-2 [&_b]:text-ink",
        className,
      )}
    >
      {children && tone === "error" ? <AlertIcon className="mt-0.5" /> : null}
      {children && tone === "success" ? <CheckIcon className="mt-0.5 text-success" /> : null}
      {children && tone === "busy" ? <Spinner className="mt-0.5 text-ink-3" /> : null}
      <span className="min-w-0 whitespace-pre-line">{children}</span>
    </p>
  );
}
