import { type KoaContextWithOIDC, Provider } from "oidc-provider";
import { apiAudience } from "#lib/api/address";
import { type ApplicationId, newId } from "#lib/ids";
import { accessTokenClaims, idTokenClaims } from "./claims/rules.ts";
import { apiScopesOf } from "./clients.ts";
import { subjectOfGrant } from "./subjects.ts";

/** What Foyer writes into tokens at the moment the library issues them. */

/** The raw access token of an answer, for at_hash. */
const accessTokens = new WeakMap<object, string>();

/** What OpenID Connect leaves to the provider: hashes in every ID token that comes with a code's tokens, and Foyer's own claims. */
export function completeIdTokens(provider: Provider): void {
  const { save } = provider.AccessToken.prototype;
  provider.AccessToken.prototype.save = async function () {
    const value = await save.call(this);
    const ctx = Provider.ctx;
    if (ctx) accessTokens.set(ctx, value);
    return value;
  };
  const { issue } = provider.IdToken.prototype;
  provider.IdToken.prototype.issue = async function (options) {
    const ctx = Provider.ctx;
    const subject = options.use === "idtoken" && ctx ? await subjectOfGrant(ctx) : null;
    if (ctx?.oidc.client && subject) {
      const { clientId } = ctx.oidc.client;
      const own = {
        ...idTokenClaims(subject, { clientId: clientId as ApplicationId, scopes: grantedScopes(ctx) }),
        // Whole: the library makes the hashes of them.
        at_hash: accessTokens.get(ctx),
        c_hash: ctx.oidc.params?.code,
      };
      for (const [name, value] of Object.entries(own)) if (value !== undefined) this.set(name, value);
    }
    return issue.call(this, options);
  };
}

/** What was granted; of that, what the application asks for when it refreshes for less. */
function grantedScopes({ oidc }: KoaContextWithOIDC): Set<string> {
  const granted = oidc.entities.Grant?.getOIDCScope().split(" ") ?? [];
  const isLess = oidc.params?.scope !== undefined;
  return new Set(isLess ? granted.filter((scope) => oidc.requestParamScopes.has(scope)) : granted);
}

/** What a client's own token allows: in the API what it asked for, or all that it may do; for an application's own audience nothing. */
function ownScopes({ oidc }: KoaContextWithOIDC, asked: string | undefined, audience: unknown): readonly string[] {
  if (!oidc.client || audience !== apiAudience()) return [];
  return asked?.split(" ") ?? apiScopesOf(oidc.client);
}

/** RFC 9068, and what Foyer says of a person in an organization. Its header says what userinfo has to know (docs/decisions/0028). */
export async function completeAccessToken(
  ctx: KoaContextWithOIDC,
  token: { kind: string; grantId?: string; scope?: string },
  parts: { header?: Record<string, unknown>; payload: Record<string, unknown> },
): Promise<void> {
  const { payload } = parts;
  const subject = token.kind === "AccessToken" ? await subjectOfGrant(ctx) : null;
  const scopes = grantedScopes(ctx);
  if (subject) parts.header = { grant: token.grantId, scope: [...scopes].join(" ") };
  const claims = subject
    ? accessTokenClaims(subject, { scopes })
    : { scopes: ownScopes(ctx, token.scope, payload.aud) };
  Object.assign(payload, claims, {
    jti: newId("tkn"),
    nbf: payload.iat,
    aud: [payload.aud].flat(),
  });
}
