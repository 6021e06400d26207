const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago, in the fewest words: "just now", "12 min", "2 h", "Yesterday", "3 days", "12 March", "12 March 2024". UTC. */
export function relativeTime(date: Date, now: Date): string {
  const passed = now.getTime() - date.getTime();
  if (passed < minute) return "just now";
  if (passed < hour) return `${Math.floor(passed / minute)} min`;
  if (passed < day) return `${Math.floor(passed / hour)} h`;
  if (passed < 2 * day) return "Yesterday";
  if (passed < 7 * day) return `${Math.floor(passed / day)} days`;
  const sameYear = date.getUTCFullYear() === now.getUTCFullYear();
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "long",
    year: sameYear ? undefined : "numeric",
    timeZone: "UTC",
  }).format(date);
}

/** Rendered once on the server; it does not tick. */
export function RelativeTime({ date, now = new Date(), className }: { date: Date; now?: Date; className?: string }) {
  return (
    <time dateTime={date.toISOString()} className={className}>
      {relativeTime(date, now)}
    </time>
  );
}
