import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireOperator } from "#lib/auth/gates";
import { listDeliveries, readEndpoint } from "#lib/webhooks/queries";
import { healthOf, keptDays, overlapHours } from "#lib/webhooks/rules";
import { DeletionForm } from "@/components/forms/deletion-form";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Refreshing } from "@/components/ui/refreshing";
import { timeUntil } from "@/components/ui/relative-time";
import { Section } from "@/components/ui/section";
import { ActForm } from "../../act-form";
import { Fact, Moment } from "../../fact";
import { startIn } from "../../paging";
import { AdminSection } from "../../sections";
import { healthSentence } from "../health";
import { deleteAction, pauseAction, resumeAction, rotateAction, settingsAction, testAction } from "./actions";
import { Deliveries } from "./deliveries";
import { Secret } from "./secret";
import { SettingsForm } from "./settings-form";

type PageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<"show" | "after", string | string[] | undefined>>;
};

/** Read once a request, though page and title both ask. */
const open = cache(async (id: string) => (await readEndpoint(await requireOperator(), id)) ?? notFound());

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requireOperator();
  return { title: new URL((await open((await params).id)).url).host };
}

/** One endpoint: how it stands, what it was sent, which events it gets, and its secret. */
export default async function EndpointPage({ params, searchParams }: PageProps) {
  const context = await requireOperator();
  const endpoint = await open((await params).id);
  const { id, url, description, createdAt, pausedAt, previousSecretUntil } = endpoint;
  const { host } = new URL(url);
  const query = await searchParams;
  const show = query.show === "failed" || query.show === "pending" ? query.show : "";
  const after = startIn(query.after);
  const { deliveries, next } = await listDeliveries(context, id, { status: show || undefined, after });
  const isSending =
    ["active", "failing"].includes(healthOf(endpoint)) &&
    deliveries.some(({ status, attempts }) => status === "pending" && attempts === 0);
  return (
    <AdminSection
      current="/admin/webhooks"
      title={<span className="[overflow-wrap:anywhere]">{host}</span>}
      lead={description || undefined}
    >
      {isSending ? <Refreshing /> : null}
      <Card>
        <dl>
          <Fact label="URL">
            <CopyButton value={url} label="Copy URL" />
          </Fact>
          <Fact label="Id">
            <CopyButton value={id} label="Copy id" />
          </Fact>
          <Fact label="Created">
            <Moment date={createdAt} />
          </Fact>
        </dl>
      </Card>
      <Card padded className="grid justify-items-start gap-6">
        <div className="grid gap-1">
          <h2 id="state">State</h2>
          <p role="status" className="max-w-measure text-ink-2">
            {healthSentence(endpoint)}
          </p>
        </div>
        <div className="flex flex-wrap gap-3">
          {pausedAt ? (
            <ActForm key="resume" action={resumeAction.bind(null, id)} waiting="Resuming">
              Resume
            </ActForm>
          ) : (
            <>
              <ActForm key="test" action={testAction.bind(null, id)} waiting="Sending">
                Send a test event
              </ActForm>
              <ActForm key="pause" action={pauseAction.bind(null, id)} waiting="Pausing">
                Pause
              </ActForm>
            </>
          )}
        </div>
      </Card>
      <Deliveries id={id} show={show} isFirst={after === null} deliveries={deliveries} next={next} />
      <Section id="settings" title="Settings">
        <SettingsForm action={settingsAction.bind(null, id)} endpoint={endpoint} />
      </Section>
      <Section id="signing" title="Secret">
        <Secret action={rotateAction.bind(null, id)}>
          <p>
            Every event is signed with it, as Standard Webhooks says. Rotating it makes another; the one before signs
            beside it for {overlapHours} hours, so that the receiver can change over without a pause.
          </p>
          {previousSecretUntil ? (
            <p>
              The secret before this one signs too, and stops {timeUntil(previousSecretUntil)}. Rotating now stops it at
              once.
            </p>
          ) : null}
        </Secret>
      </Section>
      <Section id="delete" title="Delete this endpoint">
        <DeletionForm action={deleteAction.bind(null, id)} name={host} label="Delete endpoint">
          <p>
            Nothing is sent to it any more, and what waited for it is gone, with the log of its deliveries. To stop for
            a while only, pause it: what happens waits for {keptDays} days.
          </p>
        </DeletionForm>
      </Section>
    </AdminSection>
  );
}
