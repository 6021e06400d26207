import { Plus, Webhook } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { requireOperator } from "#lib/auth/gates";
import { listEndpoints } from "#lib/webhooks/queries";
import type { Endpoint } from "#lib/webhooks/types";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { Row } from "@/components/ui/row";
import { Paging, startIn } from "../paging";
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
      {endpoints.length > 0 ? (
        <Card>
          <ul>
            {endpoints.map((endpoint) => (
              <Row
                key={endpoint.id}
                as="li"
                leading={<Webhook className="text-ink-3" aria-hidden="true" />}
                title={
                  <Link
                    href={`/admin/webhooks/${endpoint.id}`}
                    prefetch={false}
                    className="rounded-tiny text-ink no-underline hover:underline"
                  >
                    {endpoint.url.replace("https://", "")}
                  </Link>
                }
                detail={whatIsSent(endpoint)}
                action={<HealthTag endpoint={endpoint} />}
              />
            ))}
          </ul>
        </Card>
      ) : (
        <Empty title={start ? "That was the last one" : "There are no endpoints yet"}>
          {start ? null : "Add one for each system that is to follow who signs up, and what changes."}
        </Empty>
      )}
      <Paging
        next={next && `/admin/webhooks?${new URLSearchParams({ after: next })}`}
        first={start && "/admin/webhooks"}
      />
    </AdminSection>
  );
}
