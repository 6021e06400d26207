import type { ComponentProps } from "react";
import { cx } from "./class-names.ts";

/** A hairline box for rows, or with `padded` for one subject. Never a card in a card, nor around a whole page. */
export function Card({ padded, className, ...rest }: ComponentProps<"div"> & { padded?: boolean }) {
  return (
    <div {...rest} className={cx("rounded-card border border-line bg-surface", padded && "p-4 wide:p-6", className)} />
  );
}
