import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireOperator } from "#lib/auth/gates";
import { readDelivery, readEndpoint } from "#lib/webhooks/queries";
import { healthOf } from "#lib/webhooks/rules";
import type { Attempt } from "#lib/webhooks/types";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Refreshing } from "@/components/ui/refreshing";
import { RelativeTime } from "@/components/ui/relative-time";
import { Row } from "@/components/ui/row";
import { Section } from "@/components/ui/section";
import { ActForm } from "../../../../act-form";
import { Fact, Moment } from "../../../../fact";
import { AdminSection } from "../../../../sections";
import { DeliveryTag, deliverySentence } from "../../../health";
import { replayAction } from "../../actions";

type PageProps = { params: Promise<{ id: string; event: string }> };

/** Read once a request, though page and title both ask. */
const open = cache(async (id: string, event: string) => {
  const context = await requireOperator();
  const [endpoint, view] = await Promise.all([readEndpoint(context, id), readDelivery(context, id, event)]);
  return endpoint && view ? { endpoint, ...view } : notFound();
});

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requireOperator();
  const { id, event } = await params;
  return { title: (await open(id, event)).delivery.type };
}

/** One event on its way to one endpoint: what is sent, and every time that it was. */
export default async function DeliveryPage({ params }: PageProps) {
  await requireOperator();
  const { id, event } = await params;
  const { endpoint, delivery, message, attempts } = await open(id, event);
  const { eventId, type, status, createdAt } = delivery;
  const isSending = status === "pending" && delivery.attempts === 0 && healthOf(endpoint) === "active";
  return (
    <AdminSection
      current="/admin/webhooks"
      title={<span className="[overflow-wrap:anywhere]">{type}</span>}
      lead={
        <>
          To{" "}
          <Link href={`/admin/webhooks/${endpoint.id}`} prefetch={false} className="link [overflow-wrap:anywhere]">
            {new URL(endpoint.url).host}
          </Link>
        </>
      }
    >
      {isSending ? <Refreshing /> : null}
      <Card>
        <dl>
          <Fact label="Event id">
            <CopyButton value={eventId} label="Copy event id" />
          </Fact>
          <Fact label="Happened">
            <Moment date={createdAt} />
          </Fact>
          <Fact label="State">
            <span role="status">
              <DeliveryTag status={status} /> {deliverySentence(delivery)}
            </span>
          </Fact>
        </dl>
      </Card>
      <ActForm action={replayAction.bind(null, endpoint.id)} fields={{ eventId }} waiting="Sending">
        Send again
      </ActForm>
      <Section id="attempts" title="Attempts">
        {attempts.length > 0 ? (
          <Card>
            <ul>
              {attempts.map((attempt) => (
                <Row
                  key={attempt.id}
                  as="li"
                  wrap
                  compact
                  title={attempt.problem ?? `The server there answered ${attempt.statusCode}.`}
                  detail={timingOf(attempt)}
                  action={<RelativeTime date={attempt.createdAt} />}
                />
              ))}
            </ul>
          </Card>
        ) : (
          <p className="text-ink-2">It has not been sent yet.</p>
        )}
      </Section>
      <Section id="message" title="Message">
        <pre className="whitespace-pre-wrap rounded-card bg-sunken p-4 font-mono text-small [overflow-wrap:anywhere] wide:p-6">
          {JSON.stringify(message, null, 2)}
        </pre>
      </Section>
    </AdminSection>
  );
}

const timingOf = ({ durationMs, createdAt }: Attempt) =>
  `${durationMs.toLocaleString("en")} ms, at ${createdAt.toISOString().slice(11, 19)} UTC`;
