"use client";

import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { type ButtonLook, buttonClass } from "./button.tsx";
import { Spinner } from "./spinner.tsx";

type SubmitButtonProps = {
  /** The label while it works: "Creating", "Saving". */
  waiting: string;
  /** For forms that submit by themselves (react-hook-form, useTransition); otherwise the form's own status decides. */
  pending?: boolean;
  /** `solid` unless it is one of several on its page. */
  variant?: ButtonLook["variant"];
  children: ReactNode;
};

/** Sends its form once: a second press while the first is under way does nothing. After 300 ms it says that it works. */
export function SubmitButton({ waiting, pending, variant = "solid", children }: SubmitButtonProps) {
  const status = useFormStatus();
  const busy = pending ?? status.pending;
  return (
    <button
      type="submit"
      className={buttonClass({ variant })}
      data-solid={variant === "solid" || undefined}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
      }}
    >
      <span className="submit-label">
        <span className="resting">{children}</span>
        <span className="waiting">
          <Spinner />
          {waiting}
        </span>
      </span>
    </button>
  );
}
