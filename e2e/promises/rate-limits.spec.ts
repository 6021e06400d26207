import { expect, test } from "@playwright/test";
import { Client, race } from "../support/client.ts";
import { createDatabase } from "../support/database.ts";
import { type FoyerProcess, startFoyer } from "../support/foyer-process.ts";
import { csrfToken } from "../support/front-door.ts";
import { mailTo } from "../support/mail.ts";
import { startMailServer } from "../support/mail-server.ts";
import { freshPerson } from "../support/people.ts";
import { type Application, askAs, expectRefusal, json, makeLedger } from "../support/tokens.ts";

/** What the windows of lib/rate-limit.ts let through: for one address by one client, in all, and by one client in all. */
const [perAddress, perAddressInAll, perClient] = [5, 30, 30];

async function asks(client: Client, email: string, headers: Record<string, string> = {}): Promise<"sent" | "refused"> {
  const { status, location } = await client.post("/api/sign-in", { method: "email", email }, headers);
  expect(status).toBe(303);
  if (location?.pathname === "/sign-in/check-mail") return "sent";
  expect(location?.pathname).toBe("/sign-in/continue");
  expect(location?.searchParams.get("error")).toBe("TooManyLinks");
  return "refused";
}

test.describe("P43: sign-in links are limited", () => {
  test("by address, whatever its spelling; and other people are not locked out", async () => {
    const { email } = freshPerson();
    const [local, domain] = email.split("@") as [string, string];
    const spellings = [
      email,
      email.toUpperCase(),
      ` ${email} `,
      `${local}@${domain.toUpperCase()}`,
      `${local.replace("m", "ｍ")}@${domain}`,
      `${local}@${domain.replace("o", "ｏ")}`,
      `${local}@${domain.replace(".", "。")}`,
    ];
    const client = new Client();
    const outcomes = [];
    for (let turn = 0; turn < 2 * spellings.length; turn++) {
      outcomes.push(await asks(client, spellings[turn % spellings.length] ?? email));
    }
    expect(outcomes.filter((outcome) => outcome === "sent")).toHaveLength(perAddress);
    expect(outcomes.slice(0, perAddress)).toEqual(Array(perAddress).fill("sent"));
    expect(await mailTo(email)).toHaveLength(perAddress);
    expect(await asks(client, freshPerson().email)).toBe("sent");
    // A stranger cannot keep somebody's way in shut.
    expect(await asks(new Client(), email)).toBe("sent");
  });

  test("by address, exactly, when forty clients ask at once: no mailbox is filled", async () => {
    const { email } = freshPerson();
    const clients = Array.from({ length: 40 }, () => new Client());
    const outcomes = await race(clients, (client) => asks(client, email));
    expect(outcomes.filter((outcome) => outcome === "sent")).toHaveLength(perAddressInAll);
    expect(await mailTo(email)).toHaveLength(perAddressInAll);
  });

  test("through Auth.js' own form as well", async () => {
    const { email } = freshPerson();
    const client = new Client();
    for (let turn = 0; turn < perAddress; turn++) await asks(client, email);
    const answer = await client.post("/api/auth/signin/nodemailer", { csrfToken: await csrfToken(client), email });
    expect(answer.location?.searchParams.get("error")).toBe("TooManyLinks");
    expect(await mailTo(email)).toHaveLength(perAddress);
  });
});

test.describe("P43: guessing an application's secret is limited", () => {
  const wrongSecrets = 20;
  const endpoints = ["/oauth/token", "/oauth/introspect", "/oauth/revoke"];
  const ask = (application: Application, client: Client, path = "/oauth/token") =>
    askAs(application, path, { grant_type: "client_credentials", token: "none" }, client);

  test("from one address, over all endpoints together; its own server elsewhere, and other applications, go on", async () => {
    const [application, other, guesser] = [await makeLedger(), await makeLedger(), new Client()];
    for (let turn = 0; turn < wrongSecrets; turn++) {
      const guess = { ...application, secret: `sks_${turn}` };
      const answer = await ask(guess, guesser, endpoints[turn % endpoints.length]);
      expect([answer.status, json(answer).error]).toEqual([401, "invalid_client"]);
    }
    for (const path of endpoints) {
      // Not even the right one is taken now, or the next guess would be as good as the first.
      const answer = await ask(application, guesser, path);
      expect([answer.status, json(answer).error]).toEqual([429, "temporarily_unavailable"]);
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
      expect(Number(answer.headers["retry-after"])).toBeLessThanOrEqual(600);
      expect((await ask(application, new Client(), path)).status).toBe(200);
      expect((await ask(other, guesser, path)).status).toBe(200);
    }
  });

  test("and asking without a secret, as libraries do at first, is no guess", async () => {
    const [application, client] = [await makeLedger(), new Client()];
    for (let turn = 0; turn < 2 * wrongSecrets; turn++) {
      expectRefusal(await ask({ ...application, secret: null }, client), "invalid_client", 401);
    }
    for (let turn = 0; turn < 2 * wrongSecrets; turn++) expect((await ask(application, client)).status).toBe(200);
  });
});

test.describe("P43: behind a trusted proxy", () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let mail: Awaited<ReturnType<typeof startMailServer>>;
  let server: FoyerProcess;

  test.beforeAll(async () => {
    database = await createDatabase();
    // Behind a proxy there is no local mailbox.
    mail = await startMailServer();
    const sender = { EMAIL_SERVER: mail.url, EMAIL_FROM: "door@foyer.example" };
    server = await startFoyer({ DATABASE_URL: database.url, TRUSTED_PROXY_HOPS: "1", ...sender });
  });

  test.afterAll(async () => {
    await server.stop();
    await mail.stop();
    await database.drop();
  });

  /** How many of the links that these clients ask for, one after the other, are sent. */
  async function sentTo(forwardedFor: (turn: number) => string): Promise<number> {
    const client = new Client({ baseUrl: server.url });
    let sent = 0;
    for (let turn = 0; turn < perClient + 5; turn++) {
      const headers = { "x-forwarded-for": forwardedFor(turn) };
      if ((await asks(client, freshPerson().email, headers)) === "sent") sent += 1;
    }
    return sent;
  }

  test("all addresses of one IPv6 subscriber share a window", async () => {
    expect(await sentTo((turn) => `2001:db8:1:1:${turn.toString(16)}::${turn + 1}`)).toBe(perClient);
  });

  test("other spellings of one IPv4 address share its window", async () => {
    const spellings = [
      "203.0.113.9",
      "::ffff:203.0.113.9",
      "::ffff:cb00:7109",
      " 203.0.113.9 ",
      "203.0.113.9:51312",
      "[::ffff:203.0.113.9]:443",
      "0:0:0:0:0:ffff:203.0.113.9",
    ];
    expect(await sentTo((turn) => spellings[turn % spellings.length] ?? "")).toBe(perClient);
  });

  test("what the client itself wrote before the proxy does not count", async () => {
    expect(await sentTo((turn) => `198.51.100.${turn}, 10.${turn}.0.1, 203.0.113.77`)).toBe(perClient);
  });

  test("other subscribers have windows of their own", async () => {
    expect(await sentTo((turn) => `2001:db8:2:${turn.toString(16)}::1`)).toBe(perClient + 5);
  });
});
