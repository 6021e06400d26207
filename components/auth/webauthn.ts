import { startAuthentication, startRegistration } from "@simplewebauthn/browser";

/** Why a passkey was not used or made; the words belong to the place that shows them. */
export type PasskeyProblem = "unsupported" | "cancelled" | "known" | "sign-in-again" | "refused" | "unreachable";

type Outcome = { url: string } | { problem: PasskeyProblem };
type Ceremony = "authenticate" | "register";

/**
 * Asks the browser for a passkey and gives the answer to Auth.js: options from one endpoint, the signed answer to another. The
 * challenge stays in a cookie of the server's.
 * @returns where the sign-in leads, or what stood in the way
 */
export async function runPasskeyCeremony(ceremony: Ceremony, callbackUrl: string): Promise<Outcome> {
  if (!window.PublicKeyCredential) return { problem: "unsupported" };
  try {
    const asked = await fetch(`/api/auth/webauthn-options/passkey?action=${ceremony}`);
    if (!asked.ok) return { problem: asked.status === 401 ? "sign-in-again" : "refused" };
    const { options } = await asked.json();
    const answer = await (ceremony === "register" ? startRegistration(options) : startAuthentication(options));
    const taken = await fetch("/api/auth/callback/passkey", {
      method: "POST",
      headers: { "X-Auth-Return-Redirect": "1" },
      body: new URLSearchParams({ action: ceremony, data: JSON.stringify(answer), callbackUrl }),
    });
    if (taken.status === 401) return { problem: "sign-in-again" };
    const { url } = (await taken.json()) as { url?: string };
    if (!taken.ok || !url || new URL(url, location.href).searchParams.has("error")) return { problem: "refused" };
    return { url };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

/** Names of DOMException that browsers give to these cases (WebAuthn Level 3, §5.1.3 and §5.1.4). */
function problemOf(error: unknown): PasskeyProblem {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "AbortError") return "cancelled";
  if (name === "InvalidStateError") return "known";
  if (name === "NotSupportedError" || name === "SecurityError") return "unsupported";
  return error instanceof TypeError ? "unreachable" : "refused";
}
