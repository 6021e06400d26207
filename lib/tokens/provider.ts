import {
  type Account,
  type Client,
  type Configuration,
  errors,
  type KoaContextWithOIDC,
  Provider,
} from "oidc-provider";
import { applicationSecrets } from "#db/schema/client-secrets";
import { verifyClientSecret } from "#lib/api/clients/mutations";
import { isTemplate, redirectAllowed } from "#lib/applications/redirects/rules";
import { signingAlgorithms } from "#lib/applications/types";
import { cookieNames, cookieOptions } from "#lib/auth/cookies";
import { verifySecret } from "#lib/client-secrets/mutations";
import { env } from "#lib/env";
import { log } from "#lib/logger";
import { adapterFor } from "./adapter.ts";
import { apiClientOf, applicationOf, ownMetadata, scopedApplication } from "./clients.ts";
import { completeAccessToken, completeIdTokens } from "./issuance.ts";
import type { SigningKey } from "./keys/types.ts";
import { type ProviderPages, sendPage } from "./pages.ts";
import { paths } from "./paths.ts";
import { makePolicy } from "./policy.ts";
import { codeSeconds, continueAddress, requestSeconds } from "./requests/rules.ts";
import { defaultResource, describeResource } from "./resources.ts";
import { whileGuessesAreFew } from "./secrets.ts";
import { askToSignOut, leaveAtOnce, saySignedOut } from "./sign-out.ts";
import { subjectOf, subjectOfGrant } from "./subjects.ts";
import { publishedKeys } from "./verification.ts";

/**
 * The OpenID Provider for a set of keys: the first key of an algorithm signs, all of them are published. It keeps nothing in memory,
 * so any number may stand beside each other, in one process or many.
 */
export function makeProvider(keys: readonly SigningKey[], pages: ProviderPages): Provider {
  const provider = new Provider(env.APP_URL, configuration(keys, pages));
  // APP_URL decides what addresses look like: the front process writes it over what a request says of itself.
  provider.proxy = true;
  keepSessionAsItIs(provider);
  judgeRedirects(provider);
  judgeSecrets(provider);
  completeIdTokens(provider);
  rememberGrants(provider);
  answerInQueries(provider);
  leaveAtOnce(provider);
  publishKeys(provider, keys);
  provider.on("server_error", (_, error) => log().error({ err: error }, "The OpenID Provider failed."));
  return provider;
}

// These two are answered at the library's own address, and by userinfo.ts.
const { discovery: _discovery, userinfo: _userinfo, ...routes } = paths;

function configuration(keys: readonly SigningKey[], pages: ProviderPages): Configuration {
  const cookie = { ...cookieOptions(), signed: false };
  // Those of a waiting request get paths of their own, or two tabs would be in each other's way.
  const { path: _, ...waiting } = cookie;
  return {
    adapter: adapterFor,
    jwks: {
      keys: keys.flatMap(({ kid, algorithm, privateJwk }) =>
        privateJwk ? [{ ...privateJwk, kid, alg: algorithm, use: "sig" }] : [],
      ),
    },
    routes,
    cookies: {
      names: { session: cookieNames.session, interaction: cookieNames.request, resume: cookieNames.resume },
      long: cookie,
      short: waiting,
    },
    scopes: ["openid", "profile", "email", "offline_access"],
    claims: {
      openid: ["sub", "sid", "oid"],
      profile: ["name", "given_name", "family_name"],
      email: ["email", "email_verified"],
    },
    responseTypes: ["code"],
    clientAuthMethods: ["client_secret_basic", "client_secret_post", "none"],
    enabledJWA: { idTokenSigningAlgValues: [...signingAlgorithms] },
    extraClientMetadata: { properties: ownMetadata },
    extraParams: ["organization_id"],
    pkce: {
      // A public application has nothing else to prove itself with (docs/decisions/0021).
      required: (_, client) => client.clientAuthMethod === "none",
    },
    // Every request says where it comes back to: what clients.ts registers here is nobody's address.
    allowOmittingSingleRegisteredRedirectUri: false,
    // The grant ends with the session already (db/schema/grants.ts).
    expiresWithSession: async () => false,
    rotateRefreshToken: true,
    issueRefreshToken: async (ctx, client) =>
      client.grantTypeAllowed("refresh_token") &&
      (ctx.oidc.entities.Grant?.getOIDCScope().split(" ").includes("offline_access") ?? false),
    findAccount,
    loadExistingGrant: async () => undefined,
    interactions: { policy: makePolicy(), url: (_, { uid }) => continueAddress(uid) },
    discovery: {
      userinfo_endpoint: env.APP_URL + paths.userinfo,
      prompt_values_supported: ["none", "login", "consent", "select_account", "create"],
    },
    // Pages elsewhere keep no secrets; our own reference of the API asks for a token with the one that is typed there.
    clientBasedCORS: (_, origin, client) => client.clientAuthMethod === "none" || origin === env.APP_URL,
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      // Answered by the front process (server/userinfo.ts): the library's own takes opaque access tokens only.
      userinfo: { enabled: false },
      introspection: { enabled: true, allowedPolicy: isItsOwn },
      revocation: { enabled: true },
      clientCredentials: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: askToSignOut(pages),
        postLogoutSuccessSource: saySignedOut(pages),
      },
      resourceIndicators: {
        enabled: true,
        defaultResource,
        useGrantedResource: () => true,
        getResourceServerInfo: describeResource,
      },
    },
    formats: { customizers: { jwt: completeAccessToken } },
    ttl: {
      AuthorizationCode: codeSeconds,
      AccessToken: (_, { resourceServer }) => resourceServer?.accessTokenTTL ?? env.ACCESS_TOKEN_SECONDS,
      ClientCredentials: (_, { resourceServer }) => resourceServer?.accessTokenTTL ?? env.ACCESS_TOKEN_SECONDS,
      IdToken: (_, __, client) => applicationOf(client).idTokenSeconds ?? env.ID_TOKEN_SECONDS,
      RefreshToken: (_, __, client) => applicationOf(client).refreshTokenSeconds ?? env.REFRESH_TOKEN_SECONDS,
      Interaction: requestSeconds,
      Session: (_, session) => Math.max(1, (session.exp ?? 0) - Math.floor(Date.now() / 1000)),
      Grant: env.SESSION_ABSOLUTE_SECONDS,
    },
    // Nothing that an application registers is fetched; what could be would have to pass lib/guarded-fetch.ts.
    fetch: () => Promise.reject(new Error("The OpenID Provider fetches nothing.")),
    renderError: async (ctx, { error, error_description }, cause) => {
      // People can do something about this one.
      const expired = cause instanceof errors.SessionNotFound;
      const why =
        (cause instanceof errors.InvalidRedirectUri && explainTemplates(ctx.oidc.client)) || error_description;
      sendPage(ctx, await pages.error(expired ? "session_not_found" : error, why));
    },
  };
}

/**
 * Called for whoever asks to authorize, and again at each exchange of a code or refresh token: then nobody is found unless they are
 * still signed in, and a member of the organization that the grant is for.
 */
async function findAccount(ctx: KoaContextWithOIDC, id: string, token?: unknown): Promise<Account | undefined> {
  const subject = await (token ? subjectOfGrant(ctx) : subjectOf(ctx));
  if (token && subject?.user.id !== id) return undefined;
  return {
    accountId: id,
    claims: () => ({ sub: id }),
  };
}

/** The browser's session is Foyer's, and changes with its own sign-ins only: that a request was answered signs nobody in. */
function keepSessionAsItIs(provider: Provider): void {
  // A cookie of a session that is over is no session either: the library would send another in its place.
  const sessions = provider.Session as unknown as { instantiate(payload?: object): unknown };
  const { instantiate } = sessions;
  sessions.instantiate = function (payload = {}) {
    return instantiate.call(this, Object.keys(payload).length > 0 ? payload : undefined);
  };
  provider.Session.prototype.resetIdentifier = () => {};
  provider.Session.prototype.loginAccount = () => {};
}

/**
 * Addresses and templates as an application registered them, for the organization that is in scope (clients.ts). The library asks
 * without waiting, so that the client brings what the answer needs.
 */
function judgeRedirects(provider: Provider): void {
  provider.Client.prototype.redirectUriAllowed = function (this: Client, url: string) {
    const { application, organization } = scopedApplication(this);
    return redirectAllowed(url, application.callbackUrls, organization);
  };
  provider.Client.prototype.postLogoutRedirectUriAllowed = function (this: Client, url: string) {
    const { application, organization } = scopedApplication(this);
    return redirectAllowed(url, application.postLogoutUrls, organization);
  };
}

/** Why no template of an application was matched, when it was for want of an organization: else the library's own words are enough. */
function explainTemplates(client: Client | undefined): string | null {
  if (!client) return null;
  const { application, organization } = scopedApplication(client);
  return organization || !application.callbackUrls.some(isTemplate)
    ? null
    : "redirect_uri did not match: callback URLs with placeholders need an organization_id that names an organization";
}

/** A refresh token is nobody's business but its application's: for any other it is like one that does not exist. */
const isItsOwn = (_: KoaContextWithOIDC, client: Client, token: { clientId?: string }) =>
  token.clientId === client.clientId;

/** Two secrets of a client can be good at one time, and only their hashes are known. */
function judgeSecrets(provider: Provider): void {
  provider.Client.prototype.compareClientSecret = function (this: Client, secret: string) {
    const apiClient = apiClientOf(this);
    return whileGuessesAreFew(this.clientId, () =>
      apiClient
        ? verifyClientSecret(apiClient, secret)
        : verifySecret(applicationSecrets, applicationOf(this).secrets, secret),
    );
  };
}

/** A grant carries more than OAuth's: what ends with it, and the organization that tokens are for. */
function rememberGrants(provider: Provider): void {
  const { IN_PAYLOAD } = provider.Grant as unknown as { IN_PAYLOAD: string[] };
  Object.defineProperty(provider.Grant, "IN_PAYLOAD", { get: () => [...IN_PAYLOAD, "sessionId", "organizationId"] });
}

/**
 * The library knows several ways to answer in, and lists all of them; here there is one, and any other is as good as unknown: a form
 * that sends itself would need a policy that lets it go anywhere.
 */
function answerInQueries(provider: Provider): void {
  provider.use(async (ctx, next) => {
    const { response_mode: mode } = ctx.query;
    if (typeof mode === "string" && mode !== "query") ctx.query = { ...ctx.query, response_mode: "unknown" };
    await next();
    if (ctx.oidc?.route === "discovery") Object.assign(ctx.body as object, { response_modes_supported: ["query"] });
  });
}

/** The library publishes what it signs with, which is not all that verifies. */
function publishKeys(provider: Provider, keys: readonly SigningKey[]): void {
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.oidc?.route === "jwks") ctx.body = publishedKeys(keys);
  });
}
