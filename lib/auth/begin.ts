import { AuthError } from "next-auth";
import { env } from "#lib/env";
import { signIn } from "./config.ts";
import { providerId } from "./providers.ts";
import { type AuthRequest, runAuthRequest } from "./request-context.ts";
import type { SignInMethod } from "./types.ts";

export const checkMailAddress = "/sign-in/check-mail";

type Begun = { to: string; error?: never } | { error: string; to?: never };

/**
 * Asks Auth.js to begin: at the provider, or by mailing a link.
 * @returns where the browser goes next, or the code of what stood in the way
 */
export async function begin(
  method: SignInMethod["id"],
  request: AuthRequest,
  options: { redirectTo: string; email?: string },
): Promise<Begun> {
  const unavailable = { error: method === "email" ? "MailUnavailable" : "ProviderUnavailable" };
  try {
    const to = await runAuthRequest(request, () => signIn(providerId(method), { ...options, redirect: false }));
    const url = new URL(to, env.APP_URL);
    if (url.pathname === "/api/auth/verify-request") return { to: checkMailAddress };
    const error = url.pathname === "/sign-in/continue" ? url.searchParams.get("error") : null;
    // Auth.js takes every error that is not its own for a wrong configuration: nothing answered at the other end.
    if (error === "Configuration") return unavailable;
    return error === null ? { to: url.href } : { error };
  } catch (error) {
    if (error instanceof AuthError) return unavailable;
    throw error;
  }
}
