const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

// Making one takes as long as drawing a row of a list, and a list writes fifty dates.
const dates = {
  thisYear: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", timeZone: "UTC" }),
  anyYear: new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }),
};

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
  const written = (sameYear ? dates.thisYear : dates.anyYear).format(date);
  return long ? `on ${written}` : written;
}

/** How long until then, in a sentence: "in a moment", "in 12 min", "in 3 h", "tomorrow", "in 3 days". */
export function timeUntil(date: Date, now = new Date()): string {
  const left = date.getTime() - now.getTime();
  const within = (unit: number, name: string) => `in ${Math.round(left / unit)} ${name}`;
  if (left < minute) return "in a moment";
  if (left < 59.5 * minute) return within(minute, "min");
  if (left < 23.5 * hour) return within(hour, "h");
  return left < 1.5 * day ? "tomorrow" : within(day, "days");
}

type RelativeTimeProps = { date: Date; form?: "short" | "long"; className?: string };

/** Rendered once on the server; it does not tick. */
export function RelativeTime({ date, form = "short", className }: RelativeTimeProps) {
  return (
    <time dateTime={date.toISOString()} className={className}>
      {relativeTime(date, form)}
    </time>
  );
}
