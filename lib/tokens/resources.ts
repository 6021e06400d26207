import { type Client, errors, type KoaContextWithOIDC, type ResourceServer } from "oidc-provider";
import { apiAudience } from "#lib/api/address";
import type { LiveClient } from "#lib/api/clients/types";
import { env } from "#lib/env";
import { apiClientOf, applicationOf, audienceOf, resourceOf } from "./clients.ts";

/** Whom access tokens are for: an application its own audience, and nobody else but an API client the API. */

/** What a request means that names nothing. */
export function defaultResource(_: KoaContextWithOIDC, client: Client): string {
  return apiClientOf(client) ? apiAudience() : resourceOf(applicationOf(client));
}

/** What a token for a resource is like, when it is one that the client may name. */
export function describeResource(ctx: KoaContextWithOIDC, resource: string, client: Client): ResourceServer {
  const apiClient = apiClientOf(client);
  if (apiClient) return describeApi(ctx, resource, apiClient);
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

/** The library drops scopes that it does not know; a client that may not do something wants to hear so (RFC 6749, 5.2). */
function describeApi({ oidc }: KoaContextWithOIDC, resource: string, { scopes }: LiveClient): ResourceServer {
  if (resource !== apiAudience()) throw new errors.InvalidTarget();
  const allowed = new Set<string>(scopes);
  for (const scope of oidc.requestParamScopes) {
    if (!allowed.has(scope)) throw new errors.InvalidScope("requested scope is not allowed", scope);
  }
  return {
    scope: scopes.join(" "),
    audience: resource,
    accessTokenFormat: "jwt",
    accessTokenTTL: env.ACCESS_TOKEN_SECONDS,
    jwt: { sign: { alg: "RS256" } },
  };
}
