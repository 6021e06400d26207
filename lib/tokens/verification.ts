import { createLocalJWKSet, errors, type JSONWebKeySet, type JWK, type JWTVerifyGetKey, jwtVerify } from "jose";
import { signingAlgorithms } from "#lib/applications/types";
import { env } from "#lib/env";
import type { ApplicationId, GrantId, OrganizationId, SessionId, UserId } from "#lib/ids";
import type { SigningKey } from "./keys/types.ts";

/** Who an access token is about, where it is about a person. */
export type PersonToken = {
  userId: UserId;
  organizationId: OrganizationId;
  sessionId: SessionId;
  applicationId: ApplicationId;
  /** The authorization it was issued for. */
  grantId: GrantId;
  /** What of it this token is good for. */
  scopes: ReadonlySet<string>;
};

/** The keys as everybody may see them (RFC 7517, 5), those included whose private half nobody can open any more. */
export function publishedKeys(keys: readonly SigningKey[]): JSONWebKeySet {
  return {
    keys: keys.map(({ kid, algorithm, publicJwk }) => ({ ...publicJwk, kid, alg: algorithm, use: "sig" }) as JWK),
  };
}

/** The published keys, as verification wants them. */
export function verifierOf(keys: readonly SigningKey[]): JWTVerifyGetKey {
  return createLocalJWKSet(publishedKeys(keys));
}

/**
 * Reads an access token of ours about a person, as RFC 9068, 4 says: signed by one of the keys, typed at+jwt, by this issuer, in time.
 * Null for anything else, ID tokens and those of back-ends included.
 */
export async function verifyPersonToken(token: string, keys: JWTVerifyGetKey): Promise<PersonToken | null> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer: env.APP_URL,
      typ: "at+jwt",
      algorithms: [...signingAlgorithms],
      requiredClaims: ["exp", "iat", "sub", "aud", "client_id", "jti"],
    });
    const { sub, oid, sid, client_id } = payload;
    const { grant, scope } = protectedHeader;
    if (typeof oid !== "string" || typeof sid !== "string" || typeof client_id !== "string") return null;
    if (typeof grant !== "string" || typeof scope !== "string") return null;
    return {
      userId: sub as UserId,
      organizationId: oid as OrganizationId,
      sessionId: sid as SessionId,
      applicationId: client_id as ApplicationId,
      grantId: grant as GrantId,
      scopes: new Set(scope.split(" ")),
    };
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}
