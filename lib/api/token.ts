import type { JWTVerifyGetKey } from "jose";
import type { ApiClientId } from "#lib/ids";
import type { Scope } from "./clients/rules.ts";
export type ApiCaller = { clientId: ApiClientId; scopes: ReadonlySet<Scope>; ip?: string | null };
export async function callerFrom(_: string[], __: JWTVerifyGetKey): Promise<ApiCaller | null> {
  return null;
}
