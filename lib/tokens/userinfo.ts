import type { JWTVerifyGetKey } from "jose";
import { findSubject } from "./claims/queries.ts";
import { idTokenClaims } from "./claims/rules.ts";
import { findGrantedScopes } from "./requests/queries.ts";
import { verifyPersonToken } from "./verification.ts";

/**
 * What the UserInfo endpoint answers (OpenID Connect Core, 5.3): the claims of the scopes that were granted, as they are now. Null
 * when the token is not good, or what it stands on is gone: the sign-in, the membership, the authorization.
 */
export async function userinfo(token: string, keys: JWTVerifyGetKey): Promise<Record<string, unknown> | null> {
  const person = await verifyPersonToken(token, keys);
  if (!person) return null;
  const [subject, scopes] = await Promise.all([
    findSubject(person.sessionId, person.organizationId),
    findGrantedScopes(person),
  ]);
  if (subject?.user.id !== person.userId || !scopes.includes("openid")) return null;
  const {
    client_id: _,
    sid: __,
    ...claims
  } = idTokenClaims(subject, {
    clientId: person.applicationId,
    scopes: new Set(scopes),
  });
  return { ...claims, sub: person.userId };
}
