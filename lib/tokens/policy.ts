import { interactionPolicy, type KoaContextWithOIDC } from "oidc-provider";
import { env } from "#lib/env";
import { applicationOf, scopedApplication } from "./clients.ts";
import { openGrant, recordConsent } from "./requests/mutations.ts";
import { findConsent } from "./requests/queries.ts";
import { aboutOf, codeSeconds } from "./requests/rules.ts";
import { subjectOf } from "./subjects.ts";

const { base, Prompt, Check } = interactionPolicy;
type Context = KoaContextWithOIDC;

/**
 * What a person is asked before an application gets a code, in this order: to sign up or in, for which organization, and whether an
 * application that is not the installation's own may know what it wants to know. What nobody has to be asked is answered here.
 */
export function makePolicy() {
  const policy = base();
  policy.clear();
  policy.add(
    new Prompt(
      { name: "prepare" },
      new Check("restored", "is never asked", restoreOfflineAccess),
      new Check("pinned", "is never asked", pinOrganization),
      new Check("forgotten", "is never asked", forgetOthersAnswers),
    ),
  );
  policy.add(new Prompt({ name: "create", requestable: true }));
  const login = base().get("login");
  if (!login) throw new Error("The provider's policy has no login prompt.");
  policy.add(login);
  policy.add(organizationPrompt());
  policy.add(consentPrompt());
  policy.add(new Prompt({ name: "grant" }, new Check("granted", "is never asked", grantAccess)));
  return policy;
}

/**
 * The provider drops offline_access from requests that do not ask for consent as well. Whether a refresh token may be had is decided
 * when the application is registered: the installation's own ask nobody.
 */
function restoreOfflineAccess({ oidc, query }: Context): boolean {
  const asked = oidc.body?.scope ?? query.scope;
  if (!oidc.params) return false;
  const wanted = typeof asked === "string" && asked.split(" ").includes("offline_access");
  if (wanted && !oidc.requestParamScopes.has("offline_access")) {
    oidc.params.scope = `${oidc.params.scope ?? ""} offline_access`.trim();
  }
  return false;
}

/** The callback was judged for this organization: whoever has its name by the time that everything is answered is not meant. */
function pinOrganization({ oidc }: Context): boolean {
  const organization = oidc.client ? scopedApplication(oidc.client).organization : null;
  if (organization && oidc.params?.organization_id) oidc.params.organization_id = organization.id;
  return false;
}

/**
 * Between an answer and its use somebody else may have signed in in this browser, or switched elsewhere. What was agreed or picked then
 * is asked again.
 */
async function forgetOthersAnswers(ctx: Context): Promise<boolean> {
  const { result, session } = ctx.oidc;
  const picked = result?.select_account as { userId?: string } | undefined;
  if (result && picked && picked.userId !== session?.accountId) delete result.select_account;
  const agreed = result?.consent as { about?: string } | undefined;
  if (!result || !agreed) return false;
  const subject = await subjectOf(ctx);
  if (!subject || agreed.about !== aboutOf(subject)) delete result.consent;
  return false;
}

/** `select_account`: the picker of organizations. */
function organizationPrompt() {
  const prompt = new Prompt(
    { name: "select_account", requestable: true },
    new Check("organization", "no organization was chosen", async (ctx) => (await subjectOf(ctx)) === null),
  );
  prompt.checks.remove("select_account_prompt");
  prompt.checks.add(
    new Check(
      "select_account_prompt",
      "the organization was not chosen by the person",
      // Whoever names an organization has chosen.
      ({ oidc }) =>
        oidc.prompts.has("select_account") &&
        oidc.promptPending("select_account") &&
        oidc.params?.organization_id === undefined,
    ),
  );
  return prompt;
}

function consentPrompt() {
  return new Prompt(
    { name: "consent", requestable: true },
    new Check("consent", "the person has not consented yet", async (ctx) => {
      const { oidc } = ctx;
      const subject = await subjectOf(ctx);
      if (!oidc.client || !subject || applicationOf(oidc.client).firstParty || oidc.result?.consent) return false;
      // Whatever the scopes, it learns who the person is and their role: the first time is always asked.
      const agreed = await findConsent(subject, oidc.client.clientId);
      return agreed === null || [...oidc.requestParamOIDCScopes].some((scope) => !agreed.includes(scope));
    }),
  );
}

/** Nothing is left to ask: the authorization is written down, and codes and tokens hang on it. */
async function grantAccess(ctx: Context): Promise<boolean> {
  const { oidc } = ctx;
  const subject = await subjectOf(ctx);
  if (!subject || !oidc.client || !oidc.session) throw new Error("An authorization needs someone to give it.");
  const scopes = [...oidc.requestParamOIDCScopes];
  if (oidc.result?.consent) await recordConsent(subject, oidc.client.clientId, scopes);
  const { accessTokenSeconds } = applicationOf(oidc.client);
  const lives = codeSeconds + (accessTokenSeconds ?? env.ACCESS_TOKEN_SECONDS);
  const id = await openGrant(subject, oidc.client.clientId, scopes, scopes.includes("offline_access") ? null : lives);
  oidc.entity("Grant", await oidc.provider.Grant.find(id));
  oidc.session.grantIdFor(oidc.client.clientId, id);
  return false;
}
