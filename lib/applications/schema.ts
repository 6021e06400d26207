import { z } from "zod";
import { checkedScopes, scopesSchema } from "#lib/api/clients/schema";
import { checked } from "#lib/checked";
import { checkExternalId } from "#lib/organizations/rules";
import { checkRedirectUrl } from "./redirects/rules.ts";
import { checkApplicationName, lifetimeLimits, readLifetime, readUrls } from "./rules.ts";
import { applicationKinds, signingAlgorithms } from "./types.ts";

/** What operators type. Unknown keys are dropped. */

const orNone = (value: string) => value || null;

const urls = z.string({ error: "Type the URLs as text." }).transform((raw, context) => {
  const read = readUrls(raw);
  if (read.ok) return read.urls;
  context.addIssue({ code: "custom", message: read.message });
  return z.NEVER;
});

const lifetime = (limits: (typeof lifetimeLimits)[keyof typeof lifetimeLimits]) =>
  z
    .string({ error: "Type the seconds as text." })
    .default("")
    .transform((raw, context) => {
      const read = readLifetime(raw, limits);
      if (read.ok) return read.seconds;
      context.addIssue({ code: "custom", message: read.message });
      return z.NEVER;
    });

const name = checked(checkApplicationName, "Type a name.");
const firstParty = z.enum(["yes", "no"], { error: "Choose whose application it is." }).transform((it) => it === "yes");

/** Addresses it may return people to, one a line. `initiateLoginUrl: ""` is none. */
export const applicationUrlsSchema = z.object({
  callbackUrls: urls,
  postLogoutUrls: urls.default([]),
  initiateLoginUrl: checked((raw) => (raw === "" ? { ok: true, value: "" } : checkRedirectUrl(raw)), "Type a URL.")
    .default("")
    .transform(orNone),
});

const withScopes = (form: Record<string, unknown>) => ({ ...form, apiScopes: checkedScopes(form) });

const settings = z.object({
  name,
  firstParty,
  audience: checked(checkExternalId, "Type the audience as text.").default("").transform(orNone),
  signingAlgorithm: z.enum(signingAlgorithms, { error: "Choose how tokens are signed." }).default("RS256"),
  accessTokenSeconds: lifetime(lifetimeLimits.accessToken),
  idTokenSeconds: lifetime(lifetimeLimits.idToken),
  refreshTokenSeconds: lifetime(lifetimeLimits.refreshToken),
  apiScopes: scopesSchema,
});

/** `""` leaves audience and lifetimes to the installation; no box of a scope is no access to the API. */
export const applicationSettingsSchema = z.preprocess(withScopes, settings);

/** The kind stays what it was at first: a secret cannot be taken back from where it was built into. */
export const createApplicationSchema = z.preprocess(
  withScopes,
  z.object({
    kind: z.enum(applicationKinds, { error: "Choose where it runs." }),
    ...settings.shape,
    ...applicationUrlsSchema.shape,
  }),
);

/** The name, typed. Whether it is the right one is judged under the row's lock. */
export const deleteApplicationSchema = z.object({ confirmation: z.string().max(4_000).default("") });

export type CreateApplication = z.output<typeof createApplicationSchema>;
/** What can be changed, all of it or a part. */
export type UpdateApplication = Partial<Omit<CreateApplication, "kind">>;
