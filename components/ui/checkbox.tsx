import type { ComponentProps, ReactNode } from "react";
import { cx } from "./class-names.ts";

type CheckboxProps = Omit<ComponentProps<"input">, "type"> & {
  /** What it stands for; without one it needs an aria-label. */
  label?: ReactNode;
};

/** A box to check, with room for a thumb around it. */
export function Checkbox({ label, className, ...rest }: CheckboxProps) {
  return (
    <label
      className={cx(
        "inline-flex min-h-11 w-fit min-w-11 cursor-pointer items-center gap-2.5 wide:min-h-9 wide:min-w-9",
        label === undefined && "justify-center",
        className,
      )}
    >
      <input {...rest} type="checkbox" className="size-4.5 shrink-0 cursor-pointer accent-accent" />
      {label}
    </label>
  );
}
