import type { RecentEvent } from "#lib/audit/queries";
import { Section } from "@/components/ui/section";
import { EventList } from "@/components/workspace/event-list";

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
      <EventList events={events} userId={userId} />
    </Section>
  );
}
