import { type Client, errors, type KoaContextWithOIDC, type ResourceServer } from "oidc-provider";
import { apiAudience } from "#lib/api/address";
import { env } from "#lib/env";
import { apiClientOf, apiScopesOf, applicationOf, audienceOf, resourceOf } from "./clients.ts";

/** Whom access tokens are for: the API, where a client acts for itself and may call it, else an application's own audience. */

/** What a request means that names nothing. */
export function defaultResource(ctx: KoaContextWithOIDC, client: Client): string {
  return callsApi(ctx, client) ? apiAudience() : resourceOf(applicationOf(client));
}

/** What a token for a resource is like, when it is one that the client may name. */
export function describeResource(ctx: KoaContextWithOIDC, resource: string, client: Client): ResourceServer {
  if (resource === apiAudience() && callsApi(ctx, client)) return describeApi(ctx, client);
  if (apiClientOf(client)) throw new errors.InvalidTarget();
  const application = applicationOf(client);
  if (resource !== resourceOf(application) && resource !== audienceOf(application)) throw new errors.InvalidTarget();
  return {
    scope: "",
    audience: audienceOf(application),
    accessTokenFormat: "jwt",
    accessTokenTTL: application.accessTokenSeconds ?? env.ACCESS_TOKEN_SECONDS,
    jwt: { sign: { alg: application.signingAlgorithm } },
  };
}

/** Whether a token for the API is due. What an application gets for a person never is one, whatever it may do by itself. */
function callsApi({ oidc }: KoaContextWithOIDC, client: Client): boolean {
  if (apiClientOf(client)) return true;
  return oidc.params?.grant_type === "client_credentials" && apiScopesOf(client).length > 0;
}

/** The library drops scopes that it does not know; a client that may not do something wants to hear so (RFC 6749, 5.2). */
function describeApi({ oidc }: KoaContextWithOIDC, client: Client): ResourceServer {
  const scopes = apiScopesOf(client);
  const allowed = new Set<string>(scopes);
  for (const scope of oidc.requestParamScopes) {
    if (!allowed.has(scope)) throw new errors.InvalidScope("requested scope is not allowed", scope);
  }
  return {
    scope: scopes.join(" "),
    audience: apiAudience(),
    accessTokenFormat: "jwt",
    accessTokenTTL: env.ACCESS_TOKEN_SECONDS,
    jwt: { sign: { alg: "RS256" } },
  };
}
