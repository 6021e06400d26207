import type { Answer, Client } from "./client.ts";
import { formWith } from "./html-form.ts";
import { asPerson, type Claims } from "./identity-provider.ts";
import { lastMail, linkIn } from "./mail.ts";
import { sessionCookie } from "./people.ts";

/** Which of the test provider's dialects Foyer is asked to speak. */
type Method = "oidc" | "github";

/**
 * Goes to the provider and agrees there. What is left is the callback: `client.get(path)` finishes the sign-in, which lets a
 * test release many at once.
 * @returns path and query of the callback
 */
export async function throughProvider(
  client: Client,
  claims: Claims,
  { method = "oidc", callbackUrl }: { method?: Method; callbackUrl?: string } = {},
): Promise<string> {
  const started = await client.post("/api/sign-in", { method, ...(callbackUrl !== undefined && { callbackUrl }) });
  if (!started.location?.pathname.endsWith("/authorize")) {
    throw new Error(`Foyer did not send the browser to the provider but to ${started.location?.href}.`);
  }
  const agreed = await client.send("GET", asPerson(started.location, claims).href);
  if (!agreed.location) throw new Error(`The provider answered ${agreed.status}: ${agreed.body}`);
  return agreed.location.pathname + agreed.location.search;
}

/** The whole sign-in with a provider. Returns the answer of the callback. */
export async function signInByProvider(
  client: Client,
  claims: Claims,
  options: { method?: Method; callbackUrl?: string } = {},
): Promise<Answer> {
  return client.get(await throughProvider(client, claims, options));
}

/** Asks for a link. Returns it as the mail has it. */
export async function askForLink(
  client: Client,
  email: string,
  { callbackUrl, databaseUrl }: { callbackUrl?: string; databaseUrl?: string } = {},
): Promise<URL> {
  const fields = { method: "email", email, ...(callbackUrl !== undefined && { callbackUrl }) };
  const asked = await client.post("/api/sign-in", fields);
  if (asked.location?.pathname !== "/sign-in/check-mail") {
    throw new Error(`Asking for a link led to ${asked.location?.href}.`);
  }
  return linkIn(await lastMail(email, databaseUrl));
}

/** Opens a link's page and reads its form; posting it to /api/auth/callback/nodemailer is the one button. */
export async function openLink(client: Client, link: URL): Promise<Record<string, string>> {
  const page = await client.get(link.pathname + link.search);
  return formWith(page.body, "token").fields;
}

/** Opens a link and presses its button. Returns the answer to that. */
export async function useLink(client: Client, link: URL): Promise<Answer> {
  return client.post("/api/auth/callback/nodemailer", await openLink(client, link));
}

/** What Auth.js wants in a form of its own, from this browser. */
export async function csrfToken(client: Client): Promise<string> {
  return JSON.parse((await client.send("GET", "/api/auth/csrf")).body).csrfToken;
}

/** Whether an answer to the last step of signing in let the person in: a new session and a way on, not an error page. */
export function letIn(answer: Answer): boolean {
  const opened = answer.setCookies.some((cookie) => new RegExp(`^${sessionCookie}=[^;]`).test(cookie));
  return opened && [302, 303].includes(answer.status) && !answer.location?.searchParams.has("error");
}
