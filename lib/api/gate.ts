import type { IncomingHttpHeaders } from "node:http";
import type { JWTVerifyGetKey } from "jose";
import { limitApiCalls } from "#lib/rate-limit";
import type { Scope } from "./clients/rules.ts";
import { ApiError } from "./errors.ts";
import { type ApiCaller, callerFrom } from "./token.ts";

/** What the API needs of the process it stands in: the keys that tokens are verified with, as they are now. */
export type Gate = { keys: () => Promise<JWTVerifyGetKey> };

/** What a request says of who sends it. */
export type Credentials = Readonly<{
  /** Every Authorization header by itself: some clients send two, and glued together they are none. */
  authorization: readonly string[];
  ip: string | null;
}>;

type Request = { rawHeaders?: readonly string[]; headers: IncomingHttpHeaders };

/** Reads the credentials of a request that the front process has looked at. */
export function credentialsOf({ rawHeaders = [], headers }: Request): Credentials {
  const authorization = rawHeaders.filter(
    (_, index) => rawHeaders[index - 1]?.toLowerCase() === "authorization" && index % 2 === 1,
  );
  const ip = headers["x-foyer-client"];
  return { authorization, ip: typeof ip === "string" ? ip : null };
}

/** Who calls, and from where. */
export type Caller = ApiCaller & { readonly ip: string | null };

/**
 * Who calls: an API client that is not revoked, or an application with scopes, within its limit, and with what it needs to be allowed.
 * @throws ApiError UNAUTHENTICATED or PERMISSION_DENIED, AppError limit
 */
export async function authenticate(
  { keys }: Gate,
  { authorization, ip }: Credentials,
  needed: readonly Scope[],
): Promise<Caller> {
  if (authorization.length === 0)
    throw new ApiError("UNAUTHENTICATED", "Send an access token: Authorization: Bearer …");
  const caller = await callerFrom(authorization, await keys());
  if (!caller) throw new ApiError("UNAUTHENTICATED", "The access token is not good, or no longer.");
  await limitApiCalls(caller.clientId);
  const missing = needed.find((scope) => !caller.scopes.has(scope));
  if (missing) throw new ApiError("PERMISSION_DENIED", `This token does not carry the scope ${missing}.`);
  return { ...caller, ip };
}
