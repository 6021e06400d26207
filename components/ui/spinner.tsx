import { cx } from "./class-names.ts";

/** A still-busy ring. Decorative: say what is happening in words beside it. */
export function Spinner({ className }: { className?: string }) {
  return <span className={cx("spinner", className)} aria-hidden="true" />;
}
