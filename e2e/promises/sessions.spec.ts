import { expect, test } from "@playwright/test";
import { Client } from "../support/client.ts";
import { rows } from "../support/database.ts";
import { csrfToken, letIn, signInByProvider } from "../support/front-door.ts";
import { claimsFor, enterAs, freshPerson, sessionCookie, signIn, whoIs } from "../support/people.ts";

const holding = (token: string) => enterAs(new Client(), { token });

test.describe("P25: a sign-in makes a new cookie", () => {
  test("and the one the browser had before is dead", async () => {
    const person = freshPerson();
    const browser = new Client();
    await signInByProvider(browser, claimsFor(person));
    const before = browser.cookies.get(sessionCookie) ?? "";
    expect(await whoIs(holding(before))).not.toBeNull();
    expect(letIn(await signInByProvider(browser, claimsFor(person)))).toBe(true);
    const after = browser.cookies.get(sessionCookie) ?? "";
    expect(after).not.toBe(before);
    expect(await whoIs(holding(before))).toBeNull();
    expect(await whoIs(holding(after))).not.toBeNull();
  });

  test("also when someone else's session was in the browser: it ends, and nothing is linked to it", async () => {
    const [attacker, victim] = [await signIn(), freshPerson()];
    const browser = enterAs(new Client(), attacker);
    await signInByProvider(browser, claimsFor(victim));
    expect((await whoIs(browser))?.user.email).toBe(victim.email);
    expect(await whoIs(holding(attacker.token))).toBeNull();
    expect(await rows("select 1 from accounts where user_id = $1", [attacker.userId])).toEqual([]);
  });

  test("and a token planted beforehand never becomes one", async () => {
    const browser = new Client();
    browser.cookies.set(sessionCookie, "planted-by-someone-else");
    await signInByProvider(browser, claimsFor(freshPerson()));
    expect(browser.cookies.get(sessionCookie)).not.toBe("planted-by-someone-else");
    expect(await whoIs(holding("planted-by-someone-else"))).toBeNull();
  });

  test("that is opaque, for the server only, and not in the database", async () => {
    const browser = new Client();
    const answer = await signInByProvider(browser, claimsFor(freshPerson()));
    const cookie = answer.setCookies.find((line) => line.startsWith(`${sessionCookie}=`)) ?? "";
    expect(cookie).toMatch(/; HttpOnly/i);
    expect(cookie).toMatch(/; SameSite=Lax/i);
    expect(cookie).not.toMatch(/; Domain=/i);
    const token = browser.cookies.get(sessionCookie) ?? "";
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    expect(await rows("select 1 from sessions where strpos(sessions::text, $1) > 0", [token])).toEqual([]);
    expect(answer.body + (await browser.send("GET", "/api/auth/session")).body).not.toContain(token);
  });
});

/** What ends a session, each as the next request must feel it. */
const endings: Record<string, (person: Awaited<ReturnType<typeof signIn>>, browser: Client) => Promise<unknown>> = {
  "its person signs out": (_, browser) => browser.post("/api/sign-out", {}),
  "Auth.js' own sign-out is used": async (_, browser) => {
    return browser.post("/api/auth/signout", { csrfToken: await csrfToken(browser) });
  },
  "its row is deleted": ({ userId }) => rows("delete from sessions where user_id = $1", [userId]),
  "its absolute deadline passes": ({ userId }) =>
    rows("update sessions set expires_at = now() - interval '1 second' where user_id = $1", [userId]),
  "its idle deadline passes": ({ userId }) =>
    rows("update sessions set last_seen_at = now() - interval '8 days' where user_id = $1", [userId]),
  "its person is deleted": ({ userId }) => rows("delete from users where id = $1", [userId]),
};

test.describe("P26: on the very next request a session is over", () => {
  for (const [event, end] of Object.entries(endings)) {
    test(`when ${event}`, async () => {
      const person = await signIn();
      expect((await whoIs(holding(person.token)))?.user.id).toBe(person.userId);
      await end(person, holding(person.token));
      // Pages first: Auth.js, which the last line asks, removes a session it finds expired, whatever the pages do.
      for (const page of ["/home", `/o/${person.slug}`, "/account", "/organizations"]) {
        const answer = await holding(person.token).get(page);
        expect([page, answer.location?.pathname]).toEqual([page, "/sign-in/continue"]);
      }
      expect(await whoIs(holding(person.token))).toBeNull();
    });
  }

  test("for its workspace when the membership is removed: the same 404 as for nothing", async () => {
    const person = await signIn();
    expect((await holding(person.token).get(`/o/${person.slug}`)).status).toBe(200);
    await rows("delete from memberships where user_id = $1", [person.userId]);
    const gone = await holding(person.token).get(`/o/${person.slug}`);
    const never = await holding(person.token).get("/o/nobody-has-this");
    expect([gone.status, never.status]).toEqual([404, 404]);
    expect(await whoIs(holding(person.token))).toMatchObject({ oid: null, roles: [] });
  });
});
