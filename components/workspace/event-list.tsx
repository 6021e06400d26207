import type { ReactNode } from "react";
import type { RecentEvent } from "#lib/audit/queries";
import type { AuditAction } from "#lib/audit/types";
import { noun } from "#lib/noun";
import { RelativeTime } from "../ui/relative-time.tsx";

type Details = RecentEvent["details"];

/** What happened, after the name of who did it. An event of a person's own account never has an organization. */
const sentences: Partial<Record<AuditAction, (details: Details) => ReactNode>> = {
  "organization.created": ({ name }) => <>created {name ? <b>{name}</b> : `the ${noun.one}`}</>,
  "organization.renamed": ({ to }) => (
    <>
      renamed the {noun.one} to <b>{to}</b>
    </>
  ),
  "organization.slug_changed": ({ from, to, reason }) =>
    reason === "proven elsewhere" ? (
      <>
        gave the address <b>{from}</b> to whoever has verified its domain
      </>
    ) : to ? (
      <>
        changed the address to <b>{to}</b>
      </>
    ) : (
      "took the address away"
    ),
  "organization.logo_changed": () => "changed the logo",
  "organization.color_changed": ({ to }) => (to ? "changed the colour" : "removed the colour"),
  "organization.external_id_changed": ({ to }) => (to ? "changed the external id" : "removed the external id"),
  "organization.metadata_changed": () => "changed the metadata",
  "organization.features_changed": () => "changed the features",
  "organization.max_users_changed": ({ to }) =>
    to ? `limited the ${noun.one} to ${to} people` : "took the limit on people away",
  "organization.deactivated": () => `deactivated the ${noun.one}`,
  "organization.activated": () => `activated the ${noun.one}`,
  "organization.deleted": () => `deleted the ${noun.one}`,
  "organization.restored": () => `restored the ${noun.one}`,
  "domain.added": ({ domain }) => (
    <>
      added the domain <b>{domain}</b>
    </>
  ),
  "domain.verified": ({ domain }) => (
    <>
      verified the domain <b>{domain}</b>
    </>
  ),
  "domain.lost": ({ domain }) => (
    <>
      no longer finds the proof of <b>{domain}</b>
    </>
  ),
  "domain.removed": ({ domain }) => (
    <>
      removed the domain <b>{domain}</b>
    </>
  ),
  "portal_link.created": () => "made a link to the setup portal",
  "portal_link.opened": () => "opened the setup portal",
  "portal_link.finished": () => "closed the setup portal",
  "portal_link.deleted": () => "deleted a link to the setup portal",
};

function sentenceOf({ action, details }: RecentEvent): ReactNode {
  return sentences[action as AuditAction]?.(details) ?? "changed something";
}

const offices: Record<string, string> = {
  operator: "An operator",
  system: "Foyer",
  api_client: "An app",
  portal_link: "Someone with a link",
};

/** Operators act on organizations they need not be in: members read of their office, operators of each other by name. */
function whoOf({ actorKind, actorId, actorName }: RecentEvent, userId: string | null): string {
  if (actorId !== null && actorId === userId) return "You";
  if (actorKind === "operator" && userId === null && actorName) return actorName;
  return offices[actorKind] ?? actorName ?? "Someone who has left";
}

type EventListProps = {
  events: readonly RecentEvent[];
  /** The member who reads them; null for an operator. */
  userId: string | null;
};

/** Events as sentences, the latest first. */
export function EventList({ events, userId }: EventListProps) {
  return (
    <ul>
      {events.map((event) => (
        <li
          key={event.id}
          className="flex items-baseline justify-between gap-4 border-line py-3 not-first:border-t first:pt-0"
        >
          <span className="min-w-0 [overflow-wrap:anywhere]">
            <b>{whoOf(event, userId)}</b> {sentenceOf(event)}
          </span>
          <RelativeTime date={event.createdAt} className="shrink-0 text-ink-3 text-small" />
        </li>
      ))}
    </ul>
  );
}
