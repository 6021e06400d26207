import { signInLinkWindowSeconds } from "#lib/rate-limit";
import type { DoorError } from "@/components/brand/door";

/**
 * The sentence of every way a sign-in can end early: ours (lib/auth/start.ts, sign-in.ts, route.ts) and those of Auth.js. None of
 * them tells whether an address is known.
 */
const messages: Record<string, DoorError> = {
  EmailInvalid: { field: "email", message: "That is not a whole e-mail address. It looks like ada@orion.com." },
  TooManyLinks: {
    field: "email",
    message: `Too many links were asked for. Wait ${signInLinkWindowSeconds / 60} minutes, then try again.`,
  },
  MailUnavailable: { field: "email", message: "The mail could not be sent just now. Try again in a minute." },
  Verification: { message: "That link has been used or has expired. Ask for a new one." },
  NoEmail: { message: "That provider told us no e-mail address. Allow it to share one, or sign in another way." },
  MethodUnavailable: { message: "That way to sign in is not offered here. Choose one of these." },
  ProviderUnavailable: { message: "That provider does not answer just now. Try again, or sign in another way." },
  OAuthCallbackError: { message: "The provider ended the sign-in. Try again, or sign in another way." },
  OAuthAccountNotLinked: {
    message: "That identity belongs to another account. Sign in with the one you know, then add it.",
  },
  EmailDisposable: {
    field: "email",
    message: "This installation takes no throwaway addresses. Use one that you keep.",
  },
  EmailPublic: {
    field: "email",
    message: "This installation takes no public mail addresses. Use the one of your work.",
  },
  SignUpClosed: {
    message: "This installation takes no sign-ups. Sign in with an account that exists, or ask the people who run it.",
  },
  SignUpDisposable: {
    message: "This installation takes no sign-ups with throwaway addresses. Sign up with one that you keep.",
  },
  SignUpPublic: {
    message: "This installation takes no sign-ups with public mail addresses. Sign up with the one of your work.",
  },
  SignInAgain: { message: "To change how you sign in, sign in again first. It keeps others from doing it for you." },
  AccessDenied: { message: "The sign-in was refused. Try again, or sign in another way." },
};

const unknown: DoorError = { message: "The sign-in did not work. Try again, or sign in another way." };

/** What to show for an error code of the address bar; null without one. Codes nobody defined get the general sentence. */
export function signInError(code: string | undefined): DoorError | null {
  if (!code) return null;
  return Object.hasOwn(messages, code) ? (messages[code] ?? unknown) : unknown;
}
