import { type Health, healthOf, keptDays } from "#lib/webhooks/rules";
import type { Delivery, DeliveryStatus, Endpoint } from "#lib/webhooks/types";
import { relativeTime, timeUntil } from "@/components/ui/relative-time";
import { Tag } from "@/components/ui/tag";

const healths = {
  active: { tone: "success", label: "Active" },
  failing: { tone: "danger", label: "Failing" },
  open: { tone: "danger", label: "Failing" },
  paused: { tone: "neutral", label: "Paused" },
  gone: { tone: "neutral", label: "Paused" },
} as const satisfies Record<Health, object>;

/** How an endpoint stands, in a word. */
export function HealthTag({ endpoint }: { endpoint: Endpoint }) {
  const { tone, label } = healths[healthOf(endpoint)];
  return <Tag tone={tone}>{label}</Tag>;
}

const waits = `What happens meanwhile waits for it, for ${keptDays} days.`;

/** The same as a sentence that says what is done about it. */
export function healthSentence(endpoint: Endpoint): string {
  const { failures, pausedAt, openUntil, lastDeliveredAt } = endpoint;
  const last = lastDeliveredAt ? `Events were last delivered ${relativeTime(lastDeliveredAt, "long")}.` : "";
  const since = pausedAt ? relativeTime(pausedAt, "long") : "";
  switch (healthOf(endpoint)) {
    case "active":
      return `Active. ${last || "Nothing has been delivered yet."}`;
    case "failing":
      return `${failures === 1 ? "The last attempt" : `The last ${failures} attempts`} failed. Events are sent again by themselves. ${last}`;
    case "open":
      return `The last ${failures} attempts failed, so nothing is sent for a while. One event goes out to try ${openUntil ? timeUntil(openUntil) : "soon"}; when it arrives, so does the rest. ${last}`;
    case "paused":
      return `Paused ${since}. ${waits}`;
    case "gone":
      return `Paused ${since}: the receiver answered 410, which says that it wants nothing more. ${waits}`;
  }
}

const statuses = {
  pending: { tone: "neutral", label: "Pending" },
  delivered: { tone: "success", label: "Delivered" },
  failed: { tone: "danger", label: "Failed" },
} as const satisfies Record<DeliveryStatus, object>;

/** How a delivery stands, in a word. */
export function DeliveryTag({ status }: Pick<Delivery, "status">) {
  const { tone, label } = statuses[status];
  return <Tag tone={tone}>{label}</Tag>;
}

/** What became of a delivery so far, or what comes next. */
export function deliverySentence({ status, attempts, lastProblem, nextAttemptAt }: Delivery): string {
  if (status === "delivered") return attempts > 1 ? `Arrived with attempt ${attempts}` : "Arrived at once";
  if (attempts === 0) return "Not sent yet";
  const tried = `${lastProblem ?? "The last attempt failed."}`;
  return status === "failed" ? `${tried} Given up.` : `${tried} Next attempt ${timeUntil(nextAttemptAt)}.`;
}
