import { relativeTime } from "@/components/ui/relative-time";

/** A moment inside a sentence: "just now", "12 min ago", "yesterday", "3 days ago", "on 12 March". */
export function timeAgo(date: Date, now = new Date()): string {
  const passed = relativeTime(date, now);
  if (passed === "just now") return passed;
  if (passed === "Yesterday") return "yesterday";
  return /^\d+ (min|h|days)$/.test(passed) ? `${passed} ago` : `on ${passed}`;
}
