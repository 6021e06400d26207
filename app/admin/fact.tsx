import type { ReactNode } from "react";
import { relativeTime } from "@/components/ui/relative-time";

/** A line of a list of facts: what, and its value. */
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid gap-0.5 border-line px-4 py-3 not-first:border-t wide:grid-cols-[10rem_minmax(0,1fr)] wide:items-baseline wide:px-6">
      <dt className="text-ink-2 text-small">{label}</dt>
      <dd className="min-w-0 [&>button]:block [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

/** When it was, at the beginning of a line: "12 min ago", "Yesterday", "12 March". */
export function Moment({ date }: { date: Date }) {
  const text = relativeTime(date, "long").replace(/^on /, "");
  return (
    <time dateTime={date.toISOString()} title={date.toUTCString()}>
      {text.charAt(0).toUpperCase() + text.slice(1)}
    </time>
  );
}
