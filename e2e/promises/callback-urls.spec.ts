import { expect, test } from "@playwright/test";
import { hostileCallbackUrls } from "../../testing/hostile.ts";
import { type Answer, Client } from "../support/client.ts";
import { target } from "../support/environment.ts";
import { askForLink, csrfToken, letIn, openLink, signInByProvider, throughProvider } from "../support/front-door.ts";
import { claimsFor, enterAs, freshPerson, signIn } from "../support/people.ts";
import { eachOf, trailOf } from "../support/redirects.ts";

type Attempt = (client: Client, callbackUrl: string) => Promise<Answer>;

const query = (callbackUrl: string) => new URLSearchParams({ callbackUrl }).toString();

/** Ways to hand a callback address to Foyer before anybody is signed in. */
const beforehand: Record<string, Attempt> = {
  "POST /api/sign-in to a provider": (client, callbackUrl) =>
    client.post("/api/sign-in", { method: "oidc", callbackUrl }),
  "POST /api/sign-in that fails": (client, callbackUrl) =>
    client.post("/api/sign-in", { method: "email", email: "nobody", callbackUrl }),
  "POST /api/sign-in at a door": (client, callbackUrl) =>
    client.post("/api/sign-in", { method: "nothing", callbackUrl, organization: callbackUrl }),
  "GET /sign-in": (client, callbackUrl) => client.get(`/sign-in?${query(callbackUrl)}`),
  "GET /sign-up": (client, callbackUrl) => client.get(`/sign-up?${query(callbackUrl)}`),
  "GET /sign-in/continue": (client, callbackUrl) => client.get(`/sign-in/continue?${query(callbackUrl)}`),
  "GET /sign-in/continue at a door": (client, callbackUrl) =>
    client.get(
      `/sign-in/continue?${new URLSearchParams({ callbackUrl, organization: callbackUrl, error: callbackUrl })}`,
    ),
  "GET /sign-in/confirm": (client, callbackUrl) =>
    client.get(`/sign-in/confirm?token=t&email=ada%40orion.com&${query(callbackUrl)}`),
  "GET /api/auth/signin": (client, callbackUrl) => client.get(`/api/auth/signin?${query(callbackUrl)}`),
  "GET /api/auth/signin/oidc": (client, callbackUrl) => client.get(`/api/auth/signin/oidc?${query(callbackUrl)}`),
  "POST /api/auth/signin/oidc": async (client, callbackUrl) =>
    client.post("/api/auth/signin/oidc", { callbackUrl, csrfToken: await csrfToken(client) }),
  "POST /api/auth/signin/oidc without its token": (client, callbackUrl) =>
    client.post("/api/auth/signin/oidc", { callbackUrl }),
  "GET /api/auth/callback/nodemailer": (client, callbackUrl) =>
    client.get(`/api/auth/callback/nodemailer?token=t&email=ada%40orion.com&${query(callbackUrl)}`),
  "POST /api/auth/callback/nodemailer": (client, callbackUrl) =>
    client.post("/api/auth/callback/nodemailer", { token: "t", email: "ada@orion.com", callbackUrl }),
  "GET /api/auth/callback/oidc": (client, callbackUrl) =>
    client.get(`/api/auth/callback/oidc?code=c&state=s&${query(callbackUrl)}`),
  "GET /api/auth/error": (client, callbackUrl) => client.get(`/api/auth/error?${query(callbackUrl)}`),
  "GET /api/auth/signout": (client, callbackUrl) => client.get(`/api/auth/signout?${query(callbackUrl)}`),
};

/** The same for someone who is signed in. */
const afterwards: Record<string, Attempt> = {
  "POST /api/auth/signout": async (client, callbackUrl) =>
    client.post("/api/auth/signout", { callbackUrl, csrfToken: await csrfToken(client) }),
  "POST /api/sign-out": (client, callbackUrl) => client.post(`/api/sign-out?${query(callbackUrl)}`, { callbackUrl }),
  "GET /home": (client, callbackUrl) => client.get(`/home?${query(callbackUrl)}`),
  "GET /home at a door": (client, callbackUrl) =>
    client.get(`/home?${new URLSearchParams({ organization: callbackUrl })}`),
  "GET /login": (client, callbackUrl) =>
    client.get(
      `/login?${new URLSearchParams({ callbackUrl, slug: callbackUrl, organization: callbackUrl, address: callbackUrl })}`,
    ),
};

/** Where the trail may lead: Foyer itself, and the provider it was told to trust. */
function strangers(trail: URL[]): string[] {
  const known = [new URL(target.baseUrl).origin, new URL(target.issuer).origin];
  return trail.filter(({ origin }) => !known.includes(origin)).map(({ href }) => href);
}

async function expectAllToStay(attempt: Attempt, makeClient: () => Promise<Client>): Promise<void> {
  const led: Record<string, string[]> = {};
  const seen = new Set<string>();
  await eachOf(hostileCallbackUrls, async (callbackUrl) => {
    const client = await makeClient();
    const answer = await attempt(client, callbackUrl);
    expect([callbackUrl, answer.status < 500]).toEqual([callbackUrl, true]);
    const away = strangers(await trailOf(client, answer, seen));
    if (away.length > 0) led[callbackUrl] = away;
  });
  expect(led).toEqual({});
}

test.describe("P23: a callback address never leads to another origin", () => {
  for (const [route, attempt] of Object.entries(beforehand)) {
    test(`through ${route}`, () => expectAllToStay(attempt, async () => new Client()));
  }

  for (const [route, attempt] of Object.entries(afterwards)) {
    test(`through ${route} of someone signed in`, async () => {
      const person = await signIn();
      await expectAllToStay(attempt, async () => enterAs(new Client(), person));
    });
  }

  test("after a whole sign-in with a provider", async () => {
    const person = freshPerson();
    await expectAllToStay(
      (client, callbackUrl) => signInByProvider(client, claimsFor(person), { callbackUrl }),
      async () => new Client(),
    );
  });

  test("after a whole sign-in with a provider, when the address was planted as a cookie on the way", async () => {
    const person = freshPerson();
    await expectAllToStay(
      async (client, callbackUrl) => {
        const callback = await throughProvider(client, claimsFor(person));
        client.cookies.set("foyer.callback-url", encodeURIComponent(callbackUrl.toWellFormed()));
        const answer = await client.get(callback);
        expect([callbackUrl, letIn(answer)]).toEqual([callbackUrl, true]);
        return answer;
      },
      async () => new Client(),
    );
  });

  test("and one planted beforehand locks nobody out: the second attempt is without it", async () => {
    await eachOf(hostileCallbackUrls, async (callbackUrl) => {
      const client = new Client();
      client.cookies.set("foyer.callback-url", encodeURIComponent(callbackUrl.toWellFormed()));
      await client.post("/api/sign-in", { method: "oidc" });
      expect([callbackUrl, letIn(await signInByProvider(client, claimsFor(freshPerson())))]).toEqual([
        callbackUrl,
        true,
      ]);
    });
  });

  test("after a whole sign-in by link, asked for there or written into its page", async () => {
    await expectAllToStay(
      async (client, callbackUrl) => {
        const form = await openLink(client, await askForLink(client, freshPerson().email, { callbackUrl }));
        expect(new URL(form.callbackUrl ?? "", target.baseUrl).origin).toBe(new URL(target.baseUrl).origin);
        return client.post("/api/auth/callback/nodemailer", { ...form, callbackUrl });
      },
      async () => new Client(),
    );
  });

  test("and a good one is kept, query and all", async () => {
    const answer = await signInByProvider(new Client(), claimsFor(freshPerson()), {
      callbackUrl: "/account?from=here",
    });
    expect(answer.location?.href).toBe(`${target.baseUrl}/account?from=here`);
  });
});
