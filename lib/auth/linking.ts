import { cookies } from "next/headers";
import { begin } from "./begin.ts";
import type { SignedInUser } from "./context.ts";
import { cookieNames, cookieOptions } from "./cookies.ts";
import { signInMethods } from "./providers.ts";
import { newAuthRequest } from "./request-context.ts";
import { isRecent, signInAgainAddress } from "./rules.ts";

const page = "/account/sign-in-methods";

/** How long the way to the provider and back may take, in seconds. */
const linkingSeconds = 10 * 60;

/**
 * Begins to add a provider to the account of a signed-in person. The cookie names the session that asked, so that the way back
 * links only in this browser and only to this person (lib/auth/route.ts).
 * @returns where the browser goes next
 */
export async function startLinking(user: SignedInUser, method: string): Promise<string> {
  if (!isRecent(user.authenticatedAt)) return signInAgainAddress;
  const offered = signInMethods().find(({ id }) => id === method);
  if (!offered || offered.id === "passkey" || offered.id === "email") return `${page}?error=MethodUnavailable`;
  (await cookies()).set(cookieNames.linking, user.sessionId, cookieOptions(linkingSeconds));
  const request = newAuthRequest({ method: offered.id, ip: user.ip, linkingTo: user.id });
  const { to, error } = await begin(offered.id, request, { redirectTo: `${page}?connected=${offered.id}` });
  return to ?? `${page}?error=${error}`;
}
