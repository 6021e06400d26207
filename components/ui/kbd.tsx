import { cx } from "./class-names.ts";

/** A shortcut as this person's keyboard has it: give both spellings. */
export function Kbd({ mac, other, className }: { mac: string; other: string; className?: string }) {
  return (
    <kbd className={cx("rounded-tiny bg-sunken px-1.5 font-sans text-small text-ink-3", className)}>
      <span className="for-mac">{mac}</span>
      <span className="for-others">{other}</span>
    </kbd>
  );
}
