import ipaddr from "ipaddr.js";
import { z } from "zod";
import { normalizeEmail } from "#lib/auth/rules";

/**
 * The environment, read and checked once. The only reader of process.env outside tools: a bad value stops the start with
 * a sentence that names the variable. Empty strings count as unset, because Compose files and CI write them so.
 */

const loopbackHosts = new Set(["127.0.0.1", "::1", "localhost"]);

const optional = z.string().min(1).optional();
const whole = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error });
};
const seconds = (fallback: number) => whole(1, 1_000_000_000).default(fallback);
const webAddress = (example: string) =>
  z.url({ protocol: /^https?$/, error: `must be a full address such as ${example}` });
const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: `must be one of ${words.join(", ")}` });

const onOff = oneOf(["on", "off"]);
const addressOf = (raw: string) => {
  const address = normalizeEmail(raw);
  return address.ok ? [address.email] : [];
};
// Not isIP of node:net: Next also builds this for its edge runtime, which has no node modules, and would warn about it again and again.
const isAddress = (text: string) => ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
/** As Node's resolver takes them: an IP address, with a port when it is not 53. */
function isDnsServer(text: string): boolean {
  const [, host = text] = /^(?:\[(.+)\]|([\d.]+))(?::\d{1,5})?$/.exec(text)?.filter(Boolean) ?? [];
  return isAddress(host);
}

const environmentSchema = z.object({
  NODE_ENV: oneOf(["production", "development", "test"]).default("production"),
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: whole(0, 65_535).default(3000),
  APP_URL: webAddress("https://foyer.example").optional(),
  TLS_CERT_FILE: optional,
  TLS_KEY_FILE: optional,
  DATABASE_URL: z
    .string({ error: "is required" })
    .regex(/^postgres(ql)?:\/\//, "must start with postgres:// or postgresql://"),
  DATABASE_POOL_SIZE: whole(1, 200).default(10),
  AUTH_SECRET: z
    .string({ error: "is required (32 or more random characters)" })
    .min(32, "must have 32 or more characters"),
  EMAIL_SERVER: z
    .string()
    .regex(/^smtps?:\/\//, "must start with smtp:// or smtps://")
    .optional(),
  EMAIL_FROM: optional,
  AUTH_GOOGLE_ID: optional,
  AUTH_GOOGLE_SECRET: optional,
  AUTH_GITHUB_ID: optional,
  AUTH_GITHUB_SECRET: optional,
  AUTH_GITHUB_URL: webAddress("https://github.example").optional(),
  AUTH_MICROSOFT_ENTRA_ID_ID: optional,
  AUTH_MICROSOFT_ENTRA_ID_SECRET: optional,
  AUTH_MICROSOFT_ENTRA_ID_ISSUER: webAddress("https://login.microsoftonline.com/TENANT/v2.0").optional(),
  AUTH_OIDC_ID: optional,
  AUTH_OIDC_SECRET: optional,
  AUTH_OIDC_ISSUER: webAddress("https://id.example").optional(),
  AUTH_OIDC_NAME: z.string().min(1).max(40, "must have 40 characters or fewer").default("OpenID"),
  ORGANIZATION_NOUN: z
    .string()
    .regex(/^[a-z]{2,20}$/, "must be one lower-case English noun such as workspace, team or company")
    .default("workspace"),
  DOOR_ADDRESSES: oneOf(["path", "subdomain"]).default("path"),
  OPERATOR_EMAILS: z
    .string()
    .default("")
    .transform((list) => list.split(/[\s,]+/).filter(Boolean))
    .refine(
      (list) => list.every((address) => normalizeEmail(address).ok),
      "must be e-mail addresses, with commas between",
    )
    .transform((list) => list.flatMap((address) => addressOf(address))),
  SIGN_UP: onOff.default("on"),
  ORGANIZATIONS_PER_USER: whole(0, 1_000_000).default(10),
  BLOCK_DISPOSABLE_EMAIL: onOff.default("off"),
  BLOCK_PUBLIC_EMAIL: onOff.default("off"),
  DNS_SERVERS: z
    .string()
    .default("")
    .transform((list) => list.split(/[\s,]+/).filter(Boolean))
    .refine(
      (list) => list.every(isDnsServer),
      "must be addresses such as 1.1.1.1 or 127.0.0.1:5353, with commas between",
    ),
  JOBS: onOff.default("on"),
  API_CALLS_PER_MINUTE: whole(1, 100_000_000).default(6_000),
  SESSION_ABSOLUTE_SECONDS: seconds(30 * 24 * 3600),
  SESSION_IDLE_SECONDS: seconds(7 * 24 * 3600),
  ACCESS_TOKEN_SECONDS: seconds(5 * 60),
  ID_TOKEN_SECONDS: seconds(30 * 60),
  REFRESH_TOKEN_SECONDS: seconds(30 * 24 * 3600),
  TRUSTED_PROXY_HOPS: whole(0, 10).default(0),
  LOG_LEVEL: oneOf(["debug", "info", "warn", "error", "silent"]).default("info"),
});

const pairs = [
  ["TLS_CERT_FILE", "TLS_KEY_FILE"],
  ["AUTH_GOOGLE_ID", "AUTH_GOOGLE_SECRET"],
  ["AUTH_GITHUB_ID", "AUTH_GITHUB_SECRET"],
  ["AUTH_MICROSOFT_ENTRA_ID_ID", "AUTH_MICROSOFT_ENTRA_ID_SECRET", "AUTH_MICROSOFT_ENTRA_ID_ISSUER"],
  ["AUTH_OIDC_ID", "AUTH_OIDC_SECRET", "AUTH_OIDC_ISSUER"],
  ["EMAIL_SERVER", "EMAIL_FROM"],
] as const;

export type Environment = z.output<typeof environmentSchema> & {
  /** Origin of Foyer itself, without a trailing slash. Every absolute address is built from it, never from a request. */
  APP_URL: string;
  /** Host name of APP_URL, without the port. */
  host: string;
  /** Whether cookies can be Secure and carry the __Host- prefix. */
  secure: boolean;
  /** Whether only this machine can reach the server, itself or through a proxy: then, without EMAIL_SERVER, mail lands in the local mailbox page. */
  loopback: boolean;
};

export class EnvironmentError extends Error {}

/**
 * Parses an environment.
 * @throws EnvironmentError whose message is one sentence per bad variable
 */
export function parseEnvironment(source: Record<string, string | undefined>): Environment {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = environmentSchema.safeParse(set);
  if (!parsed.success) {
    throw new EnvironmentError(
      parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}.`).join("\n"),
    );
  }
  const values = parsed.data;
  for (const group of pairs) {
    const missing = group.filter((name) => !values[name]);
    if (missing.length > 0 && missing.length < group.length) {
      throw new EnvironmentError(`${missing.join(" and ")} must be set together with ${group[0]}.`);
    }
  }
  if (values.SESSION_ABSOLUTE_SECONDS <= values.SESSION_IDLE_SECONDS) {
    throw new EnvironmentError("SESSION_ABSOLUTE_SECONDS must be more than SESSION_IDLE_SECONDS.");
  }
  const address = new URL(values.APP_URL ?? `${values.TLS_CERT_FILE ? "https" : "http"}://localhost:${values.PORT}`);
  if (address.pathname !== "/" || address.search || address.hash || address.username) {
    throw new EnvironmentError("APP_URL must be an origin only: scheme, host and port, without a path.");
  }
  if (values.TLS_CERT_FILE && address.protocol !== "https:") {
    throw new EnvironmentError("APP_URL must start with https:// where TLS_CERT_FILE is set.");
  }
  if (values.DOOR_ADDRESSES === "subdomain" && isAddress(address.hostname.replace(/^\[|\]$/g, ""))) {
    throw new EnvironmentError(
      "DOOR_ADDRESSES=subdomain needs an APP_URL with a name: an IP address has no subdomains.",
    );
  }
  return {
    ...values,
    APP_URL: address.origin,
    host: address.hostname,
    secure: address.protocol === "https:",
    loopback:
      loopbackHosts.has(values.HOST) &&
      loopbackHosts.has(address.hostname.replace(/^\[|\]$/g, "")) &&
      values.TRUSTED_PROXY_HOPS === 0,
  };
}

let environment: Environment | undefined;

/** The checked environment. Lazy, so that `next build` and unit tests of pure code need no configuration. */
export const env: Environment = new Proxy({} as Environment, {
  get(_, name: keyof Environment) {
    if (!environment) {
      environment = parseEnvironment(process.env);
      // Auth.js reads its own address from here; without it, it would believe the Host header.
      process.env.AUTH_URL = environment.APP_URL;
    }
    return environment[name];
  },
});
