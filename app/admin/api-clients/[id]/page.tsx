import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { apiPath } from "#lib/api/address";
import { readApiClient } from "#lib/api/clients/queries";
import type { ApiClient } from "#lib/api/clients/types";
import { requireOperator } from "#lib/auth/gates";
import { env } from "#lib/env";
import { noun } from "#lib/noun";
import { paths } from "#lib/tokens/paths";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { cx } from "@/components/ui/class-names";
import { CopyButton } from "@/components/ui/copy-button";
import { Note } from "@/components/ui/note";
import { Section } from "@/components/ui/section";
import { ActForm } from "../../act-form";
import { ClientSecrets } from "../../client-secrets";
import { Fact, Moment } from "../../fact";
import { scopeLines } from "../../scopes";
import { AdminSection } from "../../sections";
import { addSecretAction, removeSecretAction, revokeAction, settingsAction } from "./actions";
import { SettingsForm } from "./settings-form";

type PageProps = { params: Promise<{ id: string }> };

/** Read once a request, though page and title both ask. */
const open = cache(async (id: string) => (await readApiClient(await requireOperator(), id)) ?? notFound());

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requireOperator();
  return { title: (await open((await params).id)).client.name };
}

/** One API client: what its developers need to know, its secrets, what it may do, and its end. */
export default async function ApiClientPage({ params }: PageProps) {
  await requireOperator();
  const { client, secrets } = await open((await params).id);
  const { id, name, scopes, revokedAt } = client;
  return (
    <AdminSection current="/admin/api-clients" title={name} lead="API client">
      {revokedAt ? (
        <Note tone="danger">It was revoked: it gets no tokens, and those it had mean nothing any more.</Note>
      ) : null}
      <Facts client={client} />
      {revokedAt ? null : (
        <>
          <ClientSecrets
            owner="client"
            secrets={secrets}
            without="Without a secret it gets no tokens, and cannot call the API."
            addAction={addSecretAction.bind(null, id)}
            removeAction={removeSecretAction.bind(null, id)}
          />
          <Section id="settings" title="Settings">
            <SettingsForm action={settingsAction.bind(null, id)} lines={scopeLines(noun)} client={{ name, scopes }} />
          </Section>
          <Section id="revoke" title="Revoke this API client">
            <Card padded className="grid gap-3">
              <p className="max-w-measure text-ink-2">
                Its secrets are gone at once, its tokens mean nothing two seconds later, and nothing brings them back.
                What it did stays in the log.
              </p>
              <details className="grid gap-3 [&[open]>summary]:mb-3">
                <summary className={cx(buttonClass({ variant: "outline" }), "w-fit")}>Revoke</summary>
                <ActForm action={revokeAction.bind(null, id)} waiting="Revoking" variant="danger">
                  Revoke API client for good
                </ActForm>
              </details>
            </Card>
          </Section>
        </>
      )}
    </AdminSection>
  );
}

function Facts({ client: { id, scopes, createdAt, lastUsedAt, revokedAt } }: { client: ApiClient }) {
  return (
    <Card>
      <dl>
        <Fact label="Client id">
          <CopyButton value={id} label="Copy client id" />
        </Fact>
        <Fact label="Environment URL">
          <CopyButton value={env.APP_URL} label="Copy environment URL" />
        </Fact>
        <Fact label="Token endpoint">
          <CopyButton value={env.APP_URL + paths.token} label="Copy token endpoint" />
        </Fact>
        <Fact label="Try it">
          <a href={`${apiPath}/reference`} className="link">
            API reference
          </a>
        </Fact>
        <Fact label="Created">
          <Moment date={createdAt} />
        </Fact>
        <Fact label="Last used">{lastUsedAt ? <Moment date={lastUsedAt} /> : "Never"}</Fact>
        {revokedAt ? (
          <>
            <Fact label="Revoked">
              <Moment date={revokedAt} />
            </Fact>
            <Fact label="Scopes">{scopes.join(", ")}</Fact>
          </>
        ) : null}
      </dl>
    </Card>
  );
}
