import { expect, test } from "@playwright/test";
import { makeMembership, makeOrganization } from "#db/testing/factories";
import { type Answer, Client } from "../support/client.ts";
import { target } from "../support/environment.ts";
import { formWith } from "../support/html-form.ts";
import { enterAs, signIn, whoIs } from "../support/people.ts";
import {
  type Application,
  expectRefusal,
  makeLedger,
  refresh,
  type Tokens,
  tokensFor,
  userinfo,
} from "../support/tokens.ts";

const bye = "https://ledger.example/bye";
const logout = (parameters: Record<string, string>) => `/oidc/logout?${new URLSearchParams(parameters)}`;

type Visitor = {
  application: Application;
  browser: Client;
  tokens: Tokens;
  person: Awaited<ReturnType<typeof signIn>>;
};
async function visitor(overrides: Parameters<typeof makeLedger>[0] = {}): Promise<Visitor> {
  const [application, person] = [await makeLedger(overrides), await signIn()];
  const tokens = await tokensFor(person, application);
  return { application, person, tokens, browser: enterAs(new Client(), person) };
}

/** Presses the page's one button. */
function confirm(browser: Client, page: Answer): Promise<Answer> {
  const { action, fields, method } = formWith(page.body, "xsrf");
  expect([action, method]).toEqual([`${target.baseUrl}/oidc/logout/confirm`, "post"]);
  return browser.post("/oidc/logout/confirm", { ...fields, logout: "yes" });
}

const isIn = async (browser: Client) => (await whoIs(browser)) !== null;

test.describe("P35: somebody whom an application sends to sign out", () => {
  test("is asked on a page that nobody can frame, and until then is signed in", async () => {
    const { tokens, browser } = await visitor();
    const page = await browser.get(
      logout({ id_token_hint: tokens.id_token, post_logout_redirect_uri: bye, state: "s" }),
    );
    expect(page.status).toBe(200);
    expect(page.headers["x-frame-options"]).toBe("DENY");
    expect(page.headers["content-security-policy"]).toMatch(/frame-ancestors 'none'/);
    expect(page.headers["content-security-policy"]).toMatch(/form-action [^;]*https:\/\/ledger\.example/);
    expect(page.headers["content-security-policy"]).not.toMatch(/script-src[^;]*'unsafe-inline'/);
    expect(page.headers["cache-control"]).toContain("no-store");
    expect(page.body).not.toMatch(/\.submit\(\)|http-equiv="refresh"/i);
    expect(await isIn(browser)).toBe(true);
  });

  test("is out of Foyer and the application once they say so, and back where it wants them, with its state", async () => {
    const { application, tokens, browser } = await visitor();
    const page = await browser.get(
      logout({ id_token_hint: tokens.id_token, post_logout_redirect_uri: bye, state: "a & b" }),
    );
    const done = await confirm(browser, page);
    expect([done.status, done.location?.origin, done.location?.pathname]).toEqual([
      303,
      "https://ledger.example",
      "/bye",
    ]);
    expect([...(done.location?.searchParams ?? [])]).toEqual([["state", "a & b"]]);
    expect(await isIn(browser)).toBe(false);
    expect((await userinfo(tokens.access_token)).status).toBe(401);
    expectRefusal(await refresh(application, tokens.refresh_token), "invalid_grant");
    const again = await confirm(browser, page).catch(() => null);
    expect(again?.status ?? 400).toBe(400);
  });

  test("reads that they are out where the application names no way back", async () => {
    const { tokens, browser } = await visitor();
    const done = await confirm(browser, await browser.get(logout({ id_token_hint: tokens.id_token })));
    expect(done.location?.pathname).toBe("/oidc/logout/success");
    const end = await browser.follow(done);
    expect([end.status, end.headers["x-frame-options"]]).toEqual([200, "DENY"]);
    expect(end.body).toContain("You are signed out");
    expect(await isIn(browser)).toBe(false);
  });

  test("stays in when another site sends the form, without the proof of the page or with a wrong one", async () => {
    const { tokens, browser } = await visitor();
    for (const form of [{ logout: "yes" }, { logout: "yes", xsrf: "made-up" }]) {
      expect((await browser.post("/oidc/logout/confirm", form as Record<string, string>)).status).toBe(400);
    }
    await browser.get(logout({ id_token_hint: tokens.id_token }));
    for (const xsrf of ["", "made-up", "0".repeat(48)]) {
      const answer = await browser.post("/oidc/logout/confirm", { logout: "yes", xsrf });
      expect([answer.status, answer.location]).toEqual([400, null]);
    }
    // The proof of somebody else's page is none.
    const other = await visitor();
    const theirs = await other.browser.get(logout({ id_token_hint: other.tokens.id_token }));
    const { fields } = formWith(theirs.body, "xsrf");
    expect((await browser.post("/oidc/logout/confirm", { ...fields, logout: "yes" })).status).toBe(400);
    expect(await isIn(browser)).toBe(true);
    expect(await isIn(other.browser)).toBe(true);
  });

  test("is led to no address that the application did not register", async () => {
    const { application, tokens, browser } = await visitor();
    for (const wrong of ["https://evil.com/bye", `${bye}/`, `${bye}?x=1`, "https://ledger.example/callback", "bye"]) {
      for (const [name, who] of Object.entries({ id_token_hint: tokens.id_token, client_id: application.id })) {
        const answer = await browser.get(logout({ [name]: who, post_logout_redirect_uri: wrong }));
        expect([wrong, answer.status, answer.location]).toEqual([wrong, 400, null]);
        expect(answer.headers["content-type"]).toMatch(/^text\/html/);
      }
    }
    // Of an application that does not say who it is, nothing is registered: nobody is led anywhere.
    const page = await browser.get(logout({ post_logout_redirect_uri: "https://evil.com/bye" }));
    expect((await confirm(browser, page)).location?.origin).toBe(target.baseUrl);
  });

  test("is not signed out by a hint that is not one, or that names another application", async () => {
    const { tokens, browser } = await visitor();
    const other = await makeLedger();
    const [head, body] = tokens.id_token.split(".");
    for (const [hint, more] of [
      [tokens.id_token, { client_id: other.id }],
      ["made-up", {}],
      [`${head}.${body}.AAAA`, {}],
      [tokens.access_token.slice(0, -5), {}],
    ] as const) {
      const answer = await browser.get(logout({ id_token_hint: hint, post_logout_redirect_uri: bye, ...more }));
      expect([answer.status, answer.location]).toEqual([400, null]);
    }
    expect((await browser.get(logout({ client_id: "skc_00000000000000000" }))).status).toBe(400);
    expect(await isIn(browser)).toBe(true);
  });

  test("by a template is back at the workspace that their session is in, and at no other", async () => {
    const { application, person, browser } = await visitor({ postLogoutUrls: ["https://{{org_slug}}.ledger.com/bye"] });
    const other = await makeOrganization();
    await makeMembership(other.id, person.userId);
    const ask = (slug: string) =>
      browser.get(logout({ client_id: application.id, post_logout_redirect_uri: `https://${slug}.ledger.com/bye` }));
    expect((await ask(other.slug)).status).toBe(400);
    const done = await confirm(browser, await ask(person.slug));
    expect(done.location?.href).toBe(`https://${person.slug}.ledger.com/bye`);
    expect((await ask(person.slug)).status, "no session, no workspace").toBe(400);
  });

  test("who is not signed in, or no longer, is not asked: they go on at once", async () => {
    const { application, person, tokens } = await visitor();
    await enterAs(new Client(), person).post("/api/sign-out", {});
    for (const browser of [new Client(), enterAs(new Client(), person)]) {
      const back = await browser.get(logout({ client_id: application.id, post_logout_redirect_uri: bye, state: "s" }));
      expect([back.status, back.location?.href]).toEqual([303, `${bye}?state=s`]);
      const hinted = await browser.get(logout({ id_token_hint: tokens.id_token, post_logout_redirect_uri: bye }));
      expect(hinted.location?.href).toBe(bye);
      const nowhere = await browser.get("/oidc/logout");
      expect([nowhere.status, nowhere.location?.pathname]).toEqual([303, "/oidc/logout/success"]);
      const wrong = logout({ client_id: application.id, post_logout_redirect_uri: "https://evil.com/bye" });
      expect([(await browser.get(wrong)).status, await isIn(browser)]).toEqual([400, false]);
    }
  });
});
