import { cookies } from "next/headers";
import { AuthError } from "next-auth";
import { env } from "#lib/env";
import { signIn } from "./config.ts";
import { cookieNames, cookieOptions } from "./cookies.ts";
import { providerId, signInMethods } from "./providers.ts";
import { newAuthRequest, runAuthRequest } from "./request-context.ts";
import { normalizeEmail, safeCallbackUrl } from "./rules.ts";

type Start = {
  method: string;
  email: string;
  callbackUrl: string | null;
  /** Slug of the door the person stands at, so that an error is shown there. */
  workspace: string | null;
  ip: string | null;
};

const typedEmailSeconds = 300;

/**
 * Begins a sign-in: at the provider, or by mailing a link.
 * @returns where the browser goes next, always with a GET: the provider, "check your mail", or back with an error code
 */
export async function startSignIn({ method, email, callbackUrl, workspace, ip }: Start): Promise<string> {
  const jar = await cookies();
  // Someone who signs in is not adding a method to the account that this browser still has open.
  jar.delete(cookieNames.linking);
  const redirectTo = safeCallbackUrl(callbackUrl, env.APP_URL);
  const back = (error: string) =>
    `/sign-in/continue?${new URLSearchParams({ error, callbackUrl: redirectTo, ...(workspace && { workspace }) })}`;

  const offered = signInMethods().find(({ id }) => id === method);
  if (!offered || offered.id === "passkey") return back("MethodUnavailable");
  if (offered.id === "email") {
    jar.set(cookieNames.typedEmail, email.slice(0, 320), cookieOptions(typedEmailSeconds));
    if (!normalizeEmail(email).ok) return back("EmailInvalid");
  }
  try {
    const to = await runAuthRequest(newAuthRequest({ method: offered.id, ip }), () =>
      signIn(providerId(offered.id), { email, redirectTo, redirect: false }),
    );
    return destination(to, back);
  } catch (error) {
    if (error instanceof AuthError) return back("ProviderUnavailable");
    throw error;
  }
}

/** Auth.js answers with an address; its own "verify request" page is ours, and its errors come back to this door. */
function destination(to: string, back: (error: string) => string): string {
  const url = new URL(to, env.APP_URL);
  if (url.pathname === "/api/auth/verify-request") return "/sign-in/check-mail";
  if (url.pathname === "/sign-in/continue" && url.searchParams.has("error"))
    return back(url.searchParams.get("error") ?? "");
  return url.href;
}
