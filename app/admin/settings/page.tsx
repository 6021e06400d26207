import type { Metadata } from "next";
import type { ReactNode } from "react";
import { requireOperator } from "#lib/auth/gates";
import { signInMethods } from "#lib/auth/providers";
import { env } from "#lib/env";
import { readDatabaseVersion } from "#lib/installation/queries";
import { noun } from "#lib/noun";
import { Card } from "@/components/ui/card";
import { Section } from "@/components/ui/section";
import { AdminSection } from "../sections";
import { durationOf } from "./duration";

export async function generateMetadata(): Promise<Metadata> {
  await requireOperator();
  return { title: "Installation settings" };
}

type Setting = { label: string; value: ReactNode; variables: string };

/** What this installation is set to, and by which variable. Never what is secret: of those, whether they are there. */
export default async function InstallationSettingsPage() {
  const context = await requireOperator();
  return (
    <AdminSection
      current="/admin/settings"
      title="Settings"
      lead="What this installation was started with. It changes with the variables beside each, at the next start."
    >
      <Settings id="words" title="Words" settings={words()} />
      <Settings id="sign-up" title="Sign-up" settings={signUp()} />
      <Settings id="sign-in" title="Sign-in" settings={signIn()} />
      <Settings id="tokens" title="Tokens" settings={tokens()} />
      <Settings id="addresses" title="Address and mail" settings={addresses()} />
      <Settings id="machinery" title="Machinery" settings={machinery(await readDatabaseVersion(context))} />
      <Settings id="operators" title="Operators" settings={operators()} />
    </AdminSection>
  );
}

const words = (): Setting[] => [
  {
    label: "What an organization is called",
    value: `${noun.One}, ${noun.many}`,
    variables: "ORGANIZATION_NOUN",
  },
];

const blocked = (setting: "on" | "off") => (setting === "on" ? "Refused" : "Accepted");

const signUp = (): Setting[] => [
  { label: "New people", value: env.SIGN_UP === "on" ? "Can sign up" : "Cannot sign up", variables: "SIGN_UP" },
  {
    label: `${noun.Many} a person may make`,
    value: env.ORGANIZATIONS_PER_USER === 0 ? "None" : env.ORGANIZATIONS_PER_USER.toLocaleString("en"),
    variables: "ORGANIZATIONS_PER_USER",
  },
  { label: "Throwaway addresses", value: blocked(env.BLOCK_DISPOSABLE_EMAIL), variables: "BLOCK_DISPOSABLE_EMAIL" },
  {
    label: "Addresses at public mail providers",
    value: blocked(env.BLOCK_PUBLIC_EMAIL),
    variables: "BLOCK_PUBLIC_EMAIL",
  },
];

const signIn = (): Setting[] => {
  const offered = new Set(signInMethods().map(({ id }) => id));
  const provider = (id: "google" | "microsoft-entra-id" | "github" | "oidc", label: string, variables: string) => ({
    label,
    value: offered.has(id) ? "Offered" : "Off",
    variables,
  });
  return [
    {
      label: "E-mail link",
      value: offered.has("email") ? "Offered" : "Off: mail cannot be sent",
      variables: "EMAIL_SERVER",
    },
    provider("google", "Google", "AUTH_GOOGLE_ID"),
    provider("microsoft-entra-id", "Microsoft", "AUTH_MICROSOFT_ENTRA_ID_ID"),
    provider("github", "GitHub", "AUTH_GITHUB_ID"),
    provider("oidc", offered.has("oidc") ? env.AUTH_OIDC_NAME : "OpenID Connect", "AUTH_OIDC_ID"),
    {
      label: "A session ends after",
      value: durationOf(env.SESSION_ABSOLUTE_SECONDS),
      variables: "SESSION_ABSOLUTE_SECONDS",
    },
    {
      label: "A session that is not used ends after",
      value: durationOf(env.SESSION_IDLE_SECONDS),
      variables: "SESSION_IDLE_SECONDS",
    },
  ];
};

/** Applications can have lifetimes of their own. */
const tokens = (): Setting[] => [
  {
    label: "An access token is good for",
    value: durationOf(env.ACCESS_TOKEN_SECONDS),
    variables: "ACCESS_TOKEN_SECONDS",
  },
  { label: "An ID token is good for", value: durationOf(env.ID_TOKEN_SECONDS), variables: "ID_TOKEN_SECONDS" },
  {
    label: "A refresh token is good for",
    value: durationOf(env.REFRESH_TOKEN_SECONDS),
    variables: "REFRESH_TOKEN_SECONDS",
  },
];

/** Where mail goes, without the user and password that the address of a mail server may hold. */
function mailWay(): string {
  if (env.EMAIL_SERVER) return `Through ${new URL(env.EMAIL_SERVER).host}, from ${env.EMAIL_FROM}`;
  return env.loopback ? "To the local mailbox of this machine" : "Cannot be sent";
}

const addresses = (): Setting[] => [
  { label: "Opens at", value: env.APP_URL, variables: "APP_URL" },
  {
    label: "Doors are shown at",
    value: env.DOOR_ADDRESSES === "subdomain" ? `{address}.${env.host}` : `${env.APP_URL}/login/{address}`,
    variables: "DOOR_ADDRESSES",
  },
  { label: "Listens at", value: `${env.HOST}, port ${env.PORT}`, variables: "HOST, PORT" },
  {
    label: "TLS on that port",
    value: env.TLS_CERT_FILE ? "With a certificate of its own" : "None",
    variables: "TLS_CERT_FILE, TLS_KEY_FILE",
  },
  {
    label: "Proxies in front",
    value: env.TRUSTED_PROXY_HOPS === 0 ? "None" : env.TRUSTED_PROXY_HOPS,
    variables: "TRUSTED_PROXY_HOPS",
  },
  { label: "Mail", value: mailWay(), variables: "EMAIL_SERVER, EMAIL_FROM" },
];

const machinery = (databaseVersion: string): Setting[] => [
  {
    label: "Database",
    value: `Postgres ${databaseVersion}, ${env.DATABASE_POOL_SIZE} connections a pool`,
    variables: "DATABASE_URL, DATABASE_POOL_SIZE",
  },
  {
    label: "Background jobs",
    value: env.JOBS === "on" ? "Run in this process" : "Run in another process",
    variables: "JOBS",
  },
  {
    label: "DNS servers",
    value: env.DNS_SERVERS.length > 0 ? env.DNS_SERVERS.join(", ") : "Those of the machine",
    variables: "DNS_SERVERS",
  },
  { label: "Log", value: env.LOG_LEVEL, variables: "LOG_LEVEL" },
];

const operators = (): Setting[] => [
  { label: "Whoever proves one of", value: env.OPERATOR_EMAILS.join(", "), variables: "OPERATOR_EMAILS" },
];

function Settings({ id, title, settings }: { id: string; title: string; settings: readonly Setting[] }) {
  return (
    <Section id={id} title={title}>
      <Card>
        <dl>
          {settings.map(({ label, value, variables }) => (
            <div
              key={label}
              className="grid gap-0.5 border-line px-4 py-3 not-first:border-t wide:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] wide:gap-x-6 wide:px-6"
            >
              <dt>
                {label}
                <span className="block text-ink-3 text-small [overflow-wrap:anywhere]">{variables}</span>
              </dt>
              <dd className="text-ink-2 [overflow-wrap:anywhere] wide:self-center">{value}</dd>
            </div>
          ))}
        </dl>
      </Card>
    </Section>
  );
}
