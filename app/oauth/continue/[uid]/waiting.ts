import { cookies } from "next/headers";
import { cookieNames } from "#lib/auth/cookies";
import { findRequest } from "#lib/tokens/requests/queries";
import type { AuthorizationRequest } from "#lib/tokens/requests/types";

/** The authorization request at this address, for the browser that began it; null for every other, and when it waited too long. */
export async function waitingRequest(uid: string): Promise<AuthorizationRequest | null> {
  const own = (await cookies()).get(cookieNames.request)?.value === uid;
  return own ? findRequest(uid) : null;
}
