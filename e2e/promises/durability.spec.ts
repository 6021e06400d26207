import { expect, test } from "@playwright/test";
import { Client } from "../support/client.ts";
import { householdOf } from "../support/database.ts";
import { type FoyerProcess, startFoyer } from "../support/foyer-process.ts";
import { letIn, signInByProvider } from "../support/front-door.ts";
import { claimsFor, freshPerson, whoIs } from "../support/people.ts";
import { ownPostgres, stopImmediately, temporaryFolder } from "../support/postgres.ts";

test.describe("P47a: what was acknowledged survives", () => {
  test("kill -9 of the server and an immediate stop of its Postgres", async () => {
    const folder = temporaryFolder();
    const start = (port = "0") => startFoyer({ FOYER_DATA_DIR: folder.path, AUTH_SECRET: "", PORT: port });
    let server = await start();
    try {
      const people = Array.from({ length: 5 }, () => freshPerson());
      const browsers = people.map(() => new Client({ baseUrl: server.url }));
      const answers = await Promise.all(
        people.map((person, index) => signInByProvider(browsers[index] ?? new Client(), claimsFor(person))),
      );
      expect(answers.map(letIn)).toEqual(people.map(() => true));
      // At once, not when everything has settled.
      await Promise.all([server.kill(), stopImmediately(folder.path)]);
      server = await start(String(server.port));
      for (const [index, person] of people.entries()) {
        const session = await whoIs(browsers[index] ?? new Client());
        expect(session).toMatchObject({ user: { email: person.email }, roles: ["admin"] });
      }
      // The secret in the data directory survived as well, so that a new sign-in works.
      const again = await signInByProvider(new Client({ baseUrl: server.url }), claimsFor(people[0] ?? freshPerson()));
      expect(letIn(again)).toBe(true);
    } finally {
      await server.stop();
      folder.remove();
    }
  });
});

test.describe("P47b and P29: with Postgres gone", () => {
  let postgres: Awaited<ReturnType<typeof ownPostgres>>;
  let server: FoyerProcess;

  test.beforeAll(async () => {
    postgres = await ownPostgres();
    server = await startFoyer({ DATABASE_URL: postgres.url, LOG_LEVEL: "silent" });
  });

  test.afterAll(async () => {
    await server.stop();
    await postgres.remove();
  });

  const pages = [
    "/",
    "/sign-in",
    "/home",
    "/login/orion",
    "/o/orion",
    "/account",
    "/organizations",
    "/health",
    "/api/auth/session",
    "/api/auth/csrf",
  ];

  test("every answer is a bounded 503, nobody is in, and it recovers unaided", async () => {
    const person = freshPerson();
    const inside = new Client({ baseUrl: server.url });
    await signInByProvider(inside, claimsFor(person));
    expect((await whoIs(inside))?.user.email).toBe(person.email);
    await postgres.stop();

    const outcomes = await Promise.all(
      pages.map(async (page) => {
        // The client gives up when no answer comes.
        const answer = await inside.get(page);
        return { page, status: answer.status, tells: answer.body.includes(person.email) };
      }),
    );
    expect(outcomes).toEqual(pages.map((page) => ({ page, status: 503, tells: false })));

    const posts = [
      await inside.post("/api/sign-in", { method: "oidc" }),
      await inside.post("/api/sign-in", { method: "email", email: freshPerson().email }),
      await inside.post("/api/sign-out", {}),
      await inside.post("/api/auth/callback/nodemailer", { token: "t", email: person.email }),
      await new Client({ baseUrl: server.url }).get("/api/auth/callback/oidc?code=c&state=s"),
    ];
    expect(posts.map(({ status }) => status)).toEqual(posts.map(() => 503));
    expect(posts.map(letIn)).toEqual(posts.map(() => false));
    expect(posts.every(({ headers }) => headers["retry-after"] !== undefined)).toBe(true);
    expect(posts.every(({ headers }) => headers["x-content-type-options"] === "nosniff")).toBe(true);

    await postgres.restart();
    await expect.poll(async () => (await inside.get("/health")).status, { timeout: 10_000 }).toBe(200);
    // The same process, the same session.
    expect((await whoIs(inside))?.user.email).toBe(person.email);
    expect((await inside.get("/sign-in")).status).toBe(200);
    const newcomer = freshPerson();
    expect(letIn(await signInByProvider(new Client({ baseUrl: server.url }), claimsFor(newcomer)))).toBe(true);
    expect(await householdOf(newcomer.email, postgres.url)).toMatchObject({ users: 1, organizations: 1, admins: 1 });
  });

  test("requests that were under way when it stopped get a bounded answer, and none of them a false one", async () => {
    const people = Array.from({ length: 10 }, () => freshPerson());
    const browsers = people.map(() => new Client({ baseUrl: server.url }));
    const pending = people.map((person, index) =>
      signInByProvider(browsers[index] ?? new Client(), claimsFor(person)).catch((error: unknown) => error),
    );
    await Promise.race(pending);
    await postgres.stop();
    const answers = await Promise.all(pending);
    await postgres.restart();
    await expect
      .poll(async () => (await new Client({ baseUrl: server.url }).get("/health")).status, { timeout: 10_000 })
      .toBe(200);
    for (const [index, person] of people.entries()) {
      const answer = answers[index];
      const acknowledged =
        answer !== null && typeof answer === "object" && "setCookies" in answer && letIn(answer as never);
      const { organizations, users } = await householdOf(person.email, postgres.url);
      expect(organizations).toBe(users);
      if (acknowledged) expect((await whoIs(browsers[index] ?? new Client()))?.user.email).toBe(person.email);
      const again = new Client({ baseUrl: server.url });
      expect(letIn(await signInByProvider(again, claimsFor(person)))).toBe(true);
      expect(await householdOf(person.email, postgres.url)).toMatchObject({ users: 1, accounts: 1, organizations: 1 });
    }
  });
});
