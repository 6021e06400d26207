const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/**
 * How long ago, in the fewest words; what is a week old is a date, in UTC. `short` stands alone: "just now", "12 min", "2 h",
 * "Yesterday", "3 days", "12 March", "12 March 2024". `long` stands in a sentence: "12 min ago", "yesterday", "on 12 March".
 */
export function relativeTime(date: Date, form: "short" | "long", now = new Date()): string {
  // Intl has no form as short as ours: its hours are "2 hr ago".
  const long = form === "long";
  const passed = now.getTime() - date.getTime();
  const ago = (unit: number, name: string) => `${Math.floor(passed / unit)} ${name}${long ? " ago" : ""}`;
  if (passed < minute) return "just now";
  if (passed < hour) return ago(minute, "min");
  if (passed < day) return ago(hour, "h");
  if (passed < 2 * day) return long ? "yesterday" : "Yesterday";
  if (passed < 7 * day) return ago(day, "days");
  const sameYear = date.getUTCFullYear() === now.getUTCFullYear();
  const written = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "long",
    year: sameYear ? undefined : "numeric",
    timeZone: "UTC",
  }).format(date);
  return long ? `on ${written}` : written;
}

/** Rendered once on the server; it does not tick. */
export function RelativeTime({ date, className }: { date: Date; className?: string }) {
  return (
    <time dateTime={date.toISOString()} className={className}>
      {relativeTime(date, "short")}
    </time>
  );
}
