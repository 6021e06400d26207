/** A shortcut as this person's keyboard has it: give both spellings. */
export function Kbd({ mac, other }: { mac: string; other: string }) {
  return (
    <kbd className="rounded-tiny bg-sunken px-1.5 font-sans text-small text-ink-3">
      <span className="for-mac">{mac}</span>
      <span className="for-others">{other}</span>
    </kbd>
  );
}
