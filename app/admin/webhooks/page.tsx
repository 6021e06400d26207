import { Plus, Webhook } from "lucide-react";
import type { Metadata } from "next";
import { requireOperator } from "#lib/auth/gates";
import { listEndpoints } from "#lib/webhooks/queries";
import type { Endpoint } from "#lib/webhooks/types";
import { Button } from "@/components/ui/button";
import { Row } from "@/components/ui/row";
import { PagedList, startIn } from "../paging";
import { AdminSection } from "../sections";
import { HealthTag } from "./health";

export async function generateMetadata(): Promise<Metadata> {
  await requireOperator();
  return { title: "Webhooks" };
}

function whatIsSent({ eventTypes, description }: Endpoint): string {
  const types = eventTypes.length === 1 ? "1 type of event" : `${eventTypes.length} types of events`;
  const sent = eventTypes.length === 0 ? "All events" : types;
  return description ? `${description} · ${sent}` : sent;
}

/** The endpoints that events are sent to, newest first. */
export default async function WebhooksPage({ searchParams }: { searchParams: Promise<{ after?: string | string[] }> }) {
  const context = await requireOperator();
  const start = startIn((await searchParams).after);
  const { endpoints, next } = await listEndpoints(context, { after: start });
  return (
    <AdminSection
      current="/admin/webhooks"
      title="Webhooks"
      lead="Where Foyer sends word of what happens."
      action={
        <Button variant="solid" href="/admin/webhooks/new" icon={<Plus aria-hidden="true" />}>
          Add endpoint
        </Button>
      }
    >
      <PagedList
        path="/admin/webhooks"
        start={start}
        next={next}
        none="There are no endpoints yet"
        hint="Add one for each system that is to follow who signs up, and what changes."
      >
        {endpoints.map((endpoint) => (
          <Row
            key={endpoint.id}
            as="li"
            leading={<Webhook className="text-ink-3" aria-hidden="true" />}
            title={endpoint.url.replace("https://", "")}
            href={`/admin/webhooks/${endpoint.id}`}
            detail={whatIsSent(endpoint)}
            action={<HealthTag endpoint={endpoint} />}
          />
        ))}
      </PagedList>
    </AdminSection>
  );
}
