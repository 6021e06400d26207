import { cookies } from "next/headers";
import { env } from "#lib/env";
import { signUpRefusal } from "#lib/provisioning/rules";
import { begin, checkMailAddress } from "./begin.ts";
import { cookieNames, cookieOptions } from "./cookies.ts";
import { signInMethods } from "./providers.ts";
import { newAuthRequest } from "./request-context.ts";
import { normalizeEmail, safeCallbackUrl } from "./rules.ts";

type Start = {
  method: string;
  email: string;
  /** Whether it was typed on the page for people who have no account. */
  signsUp: boolean;
  callbackUrl: string | null;
  /** Slug of the organization at whose door the person stands, so that an error is shown there. */
  organization: string | null;
  ip: string | null;
};

const typedEmailSeconds = 300;

const typedErrors = { closed: "SignUpClosed", disposable: "EmailDisposable", public: "EmailPublic" } as const;

/**
 * Begins a sign-in: at the provider, or by mailing a link.
 * @returns where the browser goes next, always with a GET: the provider, "check your mail", or back with an error code
 */
export async function startSignIn(start: Start): Promise<string> {
  const { method, email, signsUp, callbackUrl, organization, ip } = start;
  const jar = await cookies();
  // Someone who signs in is not adding a method to the account that this browser still has open.
  jar.delete(cookieNames.linking);
  const redirectTo = safeCallbackUrl(callbackUrl, env.APP_URL);
  // Back to where it was typed.
  const place = { ...(organization && { organization }), ...(signsUp && { intent: "sign-up" }) };
  const back = (error: string) =>
    `/sign-in/continue?${new URLSearchParams({ error, callbackUrl: redirectTo, ...place })}`;

  const offered = signInMethods().find(({ id }) => id === method);
  if (!offered || offered.id === "passkey") return back("MethodUnavailable");
  if (offered.id === "email") {
    jar.set(cookieNames.typedEmail, email.slice(0, 320), cookieOptions(typedEmailSeconds));
    const address = normalizeEmail(email);
    if (!address.ok) return back("EmailInvalid");
    const refusal = signsUp && signUpRefusal(address.email, env);
    if (refusal) return back(typedErrors[refusal]);
  }
  const request = newAuthRequest({ method: offered.id, ip });
  const { to, error } = await begin(offered.id, request, { email, redirectTo });
  // The page that says so is the door's own.
  if (to === checkMailAddress && organization) return `${to}?${new URLSearchParams({ organization })}`;
  return to ?? back(error);
}
