import type { Subject } from "../claims/types.ts";
import type { AuthorizationRequest } from "./types.ts";

/** How long an authorization request waits for a person: seconds. Long enough to sign up by mail. */
export const requestSeconds = 3600;

/** Seconds. A code is exchanged at once; whoever takes longer starts again (RFC 6749, 4.1.2). */
export const codeSeconds = 60;

/** Where a person goes whom a waiting authorization request has something to ask. */
export function continueAddress(uid: string): string {
  return `/oauth/continue/${uid}`;
}

/** The request that an address of Foyer's leads back to; null for any other address. */
export function requestIn(path: string): string | null {
  return /^\/oauth\/continue\/([\w-]+)(?:\?|$)/.exec(path)?.[1] ?? null;
}

/** What an answer to the question of consent holds for: one person in one organization, as the page named them, and nobody else. */
export function aboutOf({ user, organization }: Pick<Subject, "user" | "organization">): string {
  return `${user.id} ${organization.id}`;
}

/** Prompts that only a sign-in after the request answers: whoever is signed in already does not have to be who is asked for. */
const anew = new Set(["login_prompt", "create_prompt", "max_age", "id_token_hint", "claims_id_token_sub_value"]);

/** Whether a sign-in at that time is what the request asks for. */
export function settlesLogin({ reasons, startedAt }: AuthorizationRequest, authenticatedAt: Date): boolean {
  return authenticatedAt > startedAt || !reasons.some((reason) => anew.has(reason));
}

/** The door for a request: of the organization it names, with the address it hints at, for someone new where it says so. */
export function signInFor({ uid, prompt, organization, loginHint }: AuthorizationRequest): string {
  return `/sign-in/continue?${new URLSearchParams({
    // Mail of this sign-in is the organization's too, when it is for one.
    callbackUrl: continueAddress(uid) + (organization ? `?${new URLSearchParams({ organization })}` : ""),
    ...(organization && { organization }),
    ...(loginHint && { email: loginHint }),
    ...(prompt === "create" && { intent: "sign-up" }),
  })}`;
}
