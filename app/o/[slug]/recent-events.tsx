import type { ReactNode } from "react";
import type { RecentEvent } from "#lib/audit/queries";
import type { AuditAction } from "#lib/audit/types";
import { noun } from "#lib/noun";
import { RelativeTime } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";

type Details = RecentEvent["details"];

/** What happened, after the name of who did it. An event of a person's own account never has an organization. */
const sentences: Partial<Record<AuditAction, (details: Details) => ReactNode>> = {
  "organization.created": ({ name }) => <>created {name ? <b>{name}</b> : `the ${noun.one}`}</>,
  "organization.renamed": ({ to }) => (
    <>
      renamed the {noun.one} to <b>{to}</b>
    </>
  ),
  "organization.slug_changed": ({ to }) => (
    <>
      changed the address to <b>{to}</b>
    </>
  ),
  "organization.logo_changed": () => "changed the logo",
  "organization.color_changed": ({ to }) => (to ? "changed the colour" : "removed the colour"),
};

function sentenceOf({ action, details }: RecentEvent): ReactNode {
  return sentences[action as AuditAction]?.(details) ?? "changed something";
}

type RecentEventsProps = { events: readonly RecentEvent[]; organization: string; userId: string };

/** The latest events as sentences. A new organization has one only, so it says what this place is for. */
export function RecentEvents({ events, organization, userId }: RecentEventsProps) {
  const [first] = events;
  if (!first || (events.length === 1 && first.action === "organization.created" && first.actorId === userId)) {
    return (
      <Section id="recent" title="Recent">
        <p className="max-w-measure text-ink-2 [overflow-wrap:anywhere]">
          {first ? `You created ${first.details.name ?? organization}. ` : ""}What people do here shows up in this
          place.
        </p>
      </Section>
    );
  }
  return (
    <Section id="recent" title="Recent">
      <ul>
        {events.map((event) => (
          <li
            key={event.id}
            className="flex items-baseline justify-between gap-4 border-line py-3 not-first:border-t first:pt-0"
          >
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <b>{event.actorId === userId ? "You" : (event.actorName ?? "Someone who has left")}</b>{" "}
              {sentenceOf(event)}
            </span>
            <RelativeTime date={event.createdAt} className="shrink-0 text-ink-3 text-small" />
          </li>
        ))}
      </ul>
    </Section>
  );
}
