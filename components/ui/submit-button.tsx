"use client";

import type { ComponentProps, ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { type ButtonLook, buttonClass } from "./button.tsx";
import { cx } from "./class-names.ts";
import { Spinner } from "./spinner.tsx";

type SubmitButtonProps = ButtonLook &
  Omit<ComponentProps<"button">, "type"> & {
    icon?: ReactNode;
    /** The label while it works: "Creating", "Saving". */
    waiting: string;
    /** For forms that submit by themselves (react-hook-form, useTransition); otherwise the form's own status decides. */
    pending?: boolean;
  };

/** Sends its form once: a second press while the first is under way does nothing. After 300 ms it says that it works. */
export function SubmitButton(props: SubmitButtonProps) {
  const {
    variant = "solid",
    size,
    wide,
    square,
    icon,
    waiting,
    pending,
    className,
    children,
    onClick,
    ...rest
  } = props;
  const status = useFormStatus();
  const busy = pending ?? status.pending;
  return (
    <button
      {...rest}
      type="submit"
      className={cx(buttonClass({ variant, size, wide, square }), className)}
      data-solid={variant === "solid" || undefined}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      <span className="submit-label">
        <span className="resting">
          {icon}
          {children}
        </span>
        <span className="waiting">
          <Spinner />
          {waiting}
        </span>
      </span>
    </button>
  );
}
