/** The sentence of every way that changing sign-in methods can end early: ours (lib/auth/linking.ts) and those of Auth.js. */
const messages: Record<string, string> = {
  OAuthAccountNotLinked:
    "That identity already signs someone else in, so it was not connected. Sign in with it to see whose it is.",
  AccountNotLinked: "That identity already signs someone else in, so it was not connected.",
  OAuthCallbackError: "The provider ended it before it was connected. Try again.",
  AccessDenied: "The provider refused, so nothing was connected. Try again.",
  MethodUnavailable: "That way to sign in is not offered here.",
  ProviderUnavailable: "That provider does not answer just now. Try again in a minute.",
  LastWay: "That is your only way to sign in. Add another one first.",
};

/** What to say about an error code of the address bar; null without one. */
export function methodError(code: string | undefined): string | null {
  if (!code) return null;
  return Object.hasOwn(messages, code)
    ? (messages[code] ?? null)
    : "That did not work, and nothing was changed. Try again.";
}
