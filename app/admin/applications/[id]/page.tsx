import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { readApplication } from "#lib/applications/queries";
import { findRedirectOrganization } from "#lib/applications/redirects/queries";
import { keepsSecrets } from "#lib/applications/rules";
import { requireOperator } from "#lib/auth/gates";
import { env } from "#lib/env";
import { noun } from "#lib/noun";
import { findOrganizationNamed } from "#lib/organizations/operations/queries";
import { queryText } from "#lib/query-text";
import { DeletionForm } from "@/components/forms/deletion-form";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Section } from "@/components/ui/section";
import { ClientSecrets } from "../../client-secrets";
import { Fact, Moment } from "../../fact";
import { scopeLines } from "../../scopes";
import { AdminSection } from "../../sections";
import { durationOf } from "../../settings/duration";
import { kindInFull } from "../kinds";
import { addSecretAction, deleteAction, removeSecretAction, settingsAction, urlsAction } from "./actions";
import { Preview, templatesOf } from "./preview";
import { SettingsForm } from "./settings-form";
import { UrlForm } from "./url-form";

type PageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ for?: string | string[] }>;
};

/** Read once a request, though page and title both ask. */
const open = cache(async (id: string) => (await readApplication(await requireOperator(), id)) ?? notFound());

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requireOperator();
  return { title: (await open((await params).id)).application.name };
}

/** One application: what its developers need to know, where it may return people to, its secrets, and its tokens. */
export default async function ApplicationPage({ params, searchParams }: PageProps) {
  const context = await requireOperator();
  const { application, secrets } = await open((await params).id);
  const { id, name, kind, firstParty, createdAt } = application;
  const templates = templatesOf(application);
  const typed = queryText((await searchParams).for).trim();
  const organizationId = typed ? await findOrganizationNamed(context, typed) : null;
  return (
    <AdminSection current="/admin/applications" title={name} lead={kindInFull(kind, firstParty)}>
      <Card>
        <dl>
          <Fact label="Client id">
            <CopyButton value={id} label="Copy client id" />
          </Fact>
          <Fact label="Issuer">
            <CopyButton value={env.APP_URL} label="Copy issuer" />
          </Fact>
          <Fact label="Discovery">
            <CopyButton value={`${env.APP_URL}/.well-known/openid-configuration`} label="Copy discovery address" />
          </Fact>
          <Fact label="Created">
            <Moment date={createdAt} />
          </Fact>
        </dl>
      </Card>
      <Section id="urls" title="URLs">
        <UrlForm action={urlsAction.bind(null, id)} application={application} words={{ a: noun.a }} />
      </Section>
      {templates.length > 0 ? (
        <Preview
          templates={templates}
          typed={typed}
          organization={organizationId && (await findRedirectOrganization(organizationId))}
        />
      ) : null}
      {keepsSecrets(kind) ? (
        <ClientSecrets
          owner="application"
          secrets={secrets}
          without="Without a secret the application cannot authenticate, and nobody signs in to it."
          addAction={addSecretAction.bind(null, id)}
          removeAction={removeSecretAction.bind(null, id)}
        />
      ) : null}
      <Section id="settings" title="Settings">
        <SettingsForm
          action={settingsAction.bind(null, id)}
          application={application}
          usual={{
            accessTokenSeconds: durationOf(env.ACCESS_TOKEN_SECONDS),
            idTokenSeconds: durationOf(env.ID_TOKEN_SECONDS),
            refreshTokenSeconds: durationOf(env.REFRESH_TOKEN_SECONDS),
          }}
          lines={keepsSecrets(kind) ? scopeLines(noun) : null}
        />
      </Section>
      <Section id="delete" title="Delete this application">
        <DeletionForm action={deleteAction.bind(null, id)} name={name} label="Delete application">
          <p>
            Nobody signs in to it any more, its secrets and refresh tokens are gone at once, and nothing brings them
            back.
          </p>
        </DeletionForm>
      </Section>
    </AdminSection>
  );
}
