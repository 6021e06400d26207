import type { JWTVerifyGetKey } from "jose";
import { findSubjectOfToken } from "./claims/queries.ts";
import { idTokenClaims } from "./claims/rules.ts";
import { verifyPersonToken } from "./verification.ts";

/**
 * What the UserInfo endpoint answers (OpenID Connect Core, 5.3): the claims of the scopes that the token was issued for, as they are
 * now. Null when the token is not good, or what it stands on is gone: the sign-in, the membership, the authorization.
 */
export async function userinfo(token: string, keys: JWTVerifyGetKey): Promise<Record<string, unknown> | null> {
  const person = await verifyPersonToken(token, keys);
  if (!person?.scopes.has("openid")) return null;
  const subject = await findSubjectOfToken(person);
  if (subject?.user.id !== person.userId) return null;
  const {
    client_id: _,
    azp: __,
    sid: ___,
    ...claims
  } = idTokenClaims(subject, { clientId: person.applicationId, scopes: person.scopes });
  return { ...claims, sub: person.userId };
}
