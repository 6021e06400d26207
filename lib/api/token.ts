import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import { env } from "#lib/env";
import type { ApiClientId } from "#lib/ids";
import { apiAudience } from "./address.ts";
import { noteUse } from "./clients/mutations.ts";
import { findLiveClient } from "./clients/queries.ts";
import type { Scope } from "./clients/rules.ts";
import type { LiveClient } from "./clients/types.ts";

/** Who calls the API, and what this call may do: what its token says of what the client may do now. */
export type ApiCaller = Readonly<{ clientId: ApiClientId; scopes: ReadonlySet<Scope> }>;

/**
 * What is known of clients, for less than the two seconds in which a revocation takes effect, because it takes a moment to arrive.
 * Calls that come together wait for one answer. Only ids that a token of ours names are looked up.
 */
const clients = new LRUCache<string, { live: LiveClient | null }>({
  max: 1_000,
  ttl: 1_500,
  fetchMethod: async (id) => {
    const live = await findLiveClient(id);
    if (live) await noteUse(live);
    return { live };
  },
});

/** What a token says, when it is one of ours for the API (RFC 9068, 4). */
async function read(token: string, keys: JWTVerifyGetKey): Promise<JWTPayload | null> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: env.APP_URL,
      audience: apiAudience(),
      typ: "at+jwt",
      algorithms: ["RS256"],
      requiredClaims: ["exp", "iat", "sub", "client_id", "jti"],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}

/**
 * Whom an access token for the API belongs to; null when it is none, or its client may do nothing any more. Tokens about
 * people, for another audience or of another installation are none.
 */
export async function verifyApiToken(token: string, keys: JWTVerifyGetKey): Promise<ApiCaller | null> {
  const payload = await read(token, keys);
  if (typeof payload?.sub !== "string" || payload.sub !== payload.client_id) return null;
  const { live } = (await clients.fetch(payload.sub)) ?? {};
  if (!live) return null;
  const granted = new Set<unknown>(Array.isArray(payload.scopes) ? payload.scopes : []);
  return { clientId: live.id, scopes: new Set(live.scopes.filter((scope) => granted.has(scope))) };
}

/**
 * Who calls, by the Authorization headers as they came, each for itself: some clients send an old token beside the new one, and any
 * that is good is good enough.
 */
export async function callerFrom(values: readonly string[], keys: JWTVerifyGetKey): Promise<ApiCaller | null> {
  for (const value of new Set(values)) {
    const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(value)?.[1];
    const caller = token ? await verifyApiToken(token, keys) : null;
    if (caller) return caller;
  }
  return null;
}
