import { expect, test } from "@playwright/test";
import { type Answer, Client } from "../support/client.ts";
import { askForLink, csrfToken, openLink } from "../support/front-door.ts";
import { enterAs, freshPerson, signIn } from "../support/people.ts";

/** Every form a person without JavaScript can send before or while signed in; each of them ends in a redirect. */
const posts: Record<string, () => Promise<Answer>> = {
  "asking for a link": () => new Client().post("/api/sign-in", { method: "email", email: freshPerson().email }),
  "asking for a link with a bad address": () => new Client().post("/api/sign-in", { method: "email", email: "ada" }),
  "going to a provider": () => new Client().post("/api/sign-in", { method: "oidc" }),
  "going to a provider that is not offered": () => new Client().post("/api/sign-in", { method: "google" }),
  "Auth.js' own way to a provider": async () => {
    const client = new Client();
    return client.post("/api/auth/signin/oidc", { csrfToken: await csrfToken(client) });
  },
  "Auth.js' own way to a link": async () => {
    const client = new Client();
    return client.post("/api/auth/signin/nodemailer", {
      csrfToken: await csrfToken(client),
      email: freshPerson().email,
    });
  },
  "using a link": async () => {
    const client = new Client();
    const form = await openLink(client, await askForLink(client, freshPerson().email));
    return client.post("/api/auth/callback/nodemailer", form);
  },
  "using a link that does not exist": () =>
    new Client().post("/api/auth/callback/nodemailer", { token: "none", email: freshPerson().email }),
  "signing out": async () => enterAs(new Client(), await signIn()).post("/api/sign-out", {}),
  "Auth.js' own sign-out": async () => {
    const client = enterAs(new Client(), await signIn());
    return client.post("/api/auth/signout", { csrfToken: await csrfToken(client) });
  },
};

test.describe("P24: a redirect that follows a POST is a 303, so that no browser sends the form on", () => {
  for (const [what, post] of Object.entries(posts)) {
    test(`after ${what}`, async () => {
      const answer = await post();
      expect(answer.location).not.toBeNull();
      expect(answer.status).toBe(303);
    });
  }
});

test.describe("forms of other sites are refused", () => {
  for (const [where, headers] of [
    ["another site", { origin: "https://evil.com" }],
    ["nowhere", { origin: "null" }],
  ] as const) {
    test(`from ${where}, for signing in and out alike`, async () => {
      const person = await signIn();
      const client = enterAs(new Client(), person);
      for (const path of ["/api/sign-in", "/api/sign-out"]) {
        const answer = await client.post(path, { method: "oidc" }, headers);
        expect(answer.status).toBe(403);
        expect(answer.setCookies).toEqual([]);
      }
      expect((await client.get("/api/auth/session")).body).toContain(person.userId);
    });
  }
});
