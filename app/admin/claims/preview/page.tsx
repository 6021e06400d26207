import type { Metadata } from "next";
import Link from "next/link";
import { requireOperator } from "#lib/auth/gates";
import { env } from "#lib/env";
import { noun } from "#lib/noun";
import { type QueryParameter, queryText } from "#lib/query-text";
import { previewSubject } from "#lib/tokens/claims/queries";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { asTyped, Input } from "@/components/ui/input";
import { Section } from "@/components/ui/section";
import { AdminSection } from "../../sections";
import { payloadsOf } from "./payloads";

export async function generateMetadata(): Promise<Metadata> {
  await requireOperator();
  return { title: "Token preview" };
}

type Search = Promise<Record<"email" | "organization", QueryParameter>>;

/** What tokens would say of a person in an organization, if they signed in to an application now. */
export default async function TokenPreviewPage({ searchParams }: { searchParams: Search }) {
  const context = await requireOperator();
  const query = await searchParams;
  const asked = { email: queryText(query.email), organization: queryText(query.organization) };
  const isAsked = query.email !== undefined || query.organization !== undefined;
  const preview = isAsked ? await previewSubject(context, asked) : null;
  const { APP_URL: issuer, ID_TOKEN_SECONDS: idTokenSeconds, ACCESS_TOKEN_SECONDS: accessTokenSeconds } = env;
  const fields = preview && "fields" in preview ? preview.fields : {};
  return (
    <AdminSection
      current="/admin/claims"
      title="Token preview"
      lead={
        <>
          What both tokens would say of a person who signs in to an application now, with the scopes openid, profile and
          email. Nothing is signed.{" "}
          <Link href="/admin/claims" prefetch={false} className="link">
            All claims
          </Link>
        </>
      }
    >
      <Card padded>
        <form method="get" action="/admin/claims/preview" className="grid max-w-form gap-8" noValidate>
          <Field id="email" label="E-mail address" error={fields.email}>
            {(control) => (
              <Input {...control} {...asTyped} name="email" type="email" inputMode="email" defaultValue={asked.email} />
            )}
          </Field>
          <Field id="organization" label={noun.One} error={fields.organization} hint="Its address, id or external id.">
            {(control) => <Input {...control} {...asTyped} name="organization" defaultValue={asked.organization} />}
          </Field>
          <div>
            <Button type="submit" variant="solid">
              Preview
            </Button>
          </div>
        </form>
      </Card>
      {preview && "subject" in preview ? (
        <Payloads {...payloadsOf(preview.subject, { issuer, idTokenSeconds, accessTokenSeconds }, new Date())} />
      ) : null}
    </AdminSection>
  );
}

function Payloads({ idToken, accessToken }: ReturnType<typeof payloadsOf>) {
  return (
    <>
      <Payload id="id-token" title="ID token" claims={idToken} />
      <Payload id="access-token" title="Access token" claims={accessToken} />
    </>
  );
}

function Payload({ id, title, claims }: { id: string; title: string; claims: Record<string, unknown> }) {
  return (
    <Section id={id} title={title}>
      <pre className="whitespace-pre-wrap rounded-card bg-sunken p-4 font-mono text-small [overflow-wrap:anywhere] wide:p-6">
        {JSON.stringify(claims, null, 2)}
      </pre>
    </Section>
  );
}
