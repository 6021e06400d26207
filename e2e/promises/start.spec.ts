import { readdirSync, readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { isAlive, readLock } from "../../scripts/lock.mjs";
import { Client } from "../support/client.ts";
import { createDatabase, rows } from "../support/database.ts";
import { DidNotStart, type FoyerProcess, npmStart } from "../support/foyer-process.ts";
import { letIn, signInByProvider } from "../support/front-door.ts";
import { lastMail, linkIn } from "../support/mail.ts";
import { claimsFor, freshPerson, whoIs } from "../support/people.ts";
import { processIn, temporaryFolder } from "../support/postgres.ts";

/** What someone reads whose start is refused: one sentence, and the exit code. */
async function refusal(variables: Record<string, string>): Promise<{ sentence: string; code: number | null }> {
  const outcome = await npmStart(variables).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(DidNotStart);
  const { message, code } = outcome as DidNotStart;
  return { sentence: message.trim(), code };
}

const health = async ({ port }: FoyerProcess) =>
  (await new Client({ baseUrl: `http://localhost:${port}` }).get("/health").catch(() => null))?.status ?? null;

/** Whether anybody listens there. */
function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** A Postgres that is asked to stop writes everything to disk first, which a busy machine does not do at once. */
const aStop = { timeout: 45_000 };
test.describe.configure({ timeout: 120_000 });

test.describe("A newcomer's npm start, on a data folder of its own", () => {
  const folder = temporaryFolder();
  const start = (port = "0") => npmStart({ FOYER_DATA_DIR: folder.path, AUTH_SECRET: "", PORT: port });
  const file = (name: string) => join(folder.path, name);
  const front = () => readLock(file("instance.lock"))?.pid ?? 0;
  const newcomer = freshPerson();
  let server: FoyerProcess;
  let browser: Client;

  test.beforeAll(async () => {
    server = await start();
    browser = new Client({ baseUrl: server.url });
    expect(letIn(await signInByProvider(browser, claimsFor(newcomer)))).toBe(true);
  });

  test.afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  test("reads where Foyer is, where mail lands and how to stop it, and nothing else", () => {
    expect(server.said().trim().split("\n")).toEqual([
      `Foyer   ${server.url}`,
      `  Mail    lands in ${server.url}/mailbox (it leaves this machine once EMAIL_SERVER is set)`,
      "  Stop    Ctrl-C",
    ]);
  });

  test("a second start beside the first names the address of what runs", async () => {
    const { sentence, code } = await refusal({ FOYER_DATA_DIR: folder.path, AUTH_SECRET: "" });
    expect(sentence).toMatch(/^Foyer is running already at .+\.$/);
    expect(sentence).toContain(`${server.url} (npm start, process ${front()})`);
    expect(code).toBe(1);
    expect(await health(server)).toBe(200);
  });

  test("a neighbour on the network finds nobody at the port", async () => {
    const elsewhere = Object.values(networkInterfaces()).flatMap((found = []) =>
      found.filter(({ family, internal }) => family === "IPv4" && !internal).map(({ address }) => address),
    );
    // Every address of 127.0.0.0/8 is this machine on Linux, so that there is one to try without a network as well.
    if (process.platform === "linux") elsewhere.push("127.0.0.2");
    expect(await answers("127.0.0.1", server.port)).toBe(true);
    for (const address of elsewhere) expect([address, await answers(address, server.port)]).toEqual([address, false]);
  });

  test("a visitor is served again after kill -9 of Postgres, by the same process", async () => {
    const [postgres, before] = [processIn(folder.path), front()];
    process.kill(postgres, "SIGKILL");
    await expect.poll(() => isAlive(postgres)).toBe(false);
    await expect.poll(() => health(server), { timeout: 20_000 }).toBe(200);
    expect(processIn(folder.path)).not.toBe(postgres);
    expect(front()).toBe(before);
    expect((await whoIs(browser))?.user.email).toBe(newcomer.email);
  });

  test("nothing is left after kill -9 of the server, and the next start has the session and the secret", async () => {
    const [postgres, secret] = [processIn(folder.path), readFileSync(file("auth-secret"), "utf8")];
    process.kill(front(), "SIGKILL");
    expect(await server.ended).toBe(137);
    expect(server.said()).toContain("Foyer was killed");
    await expect.poll(() => isAlive(postgres), aStop).toBe(false);
    server = await start(String(server.port));
    expect((await whoIs(browser))?.user.email).toBe(newcomer.email);
    expect(readFileSync(file("auth-secret"), "utf8")).toBe(secret);
  });

  test("nothing is left after kill -9 of the bootstrap, and the next start has the session", async () => {
    const [postgres, before] = [processIn(folder.path), front()];
    await server.kill();
    await expect.poll(() => isAlive(before) || isAlive(postgres), aStop).toBe(false);
    server = await start(String(server.port));
    expect((await whoIs(browser))?.user.email).toBe(newcomer.email);
  });

  test("Ctrl-C stops everything and keeps session and secret for the next start", async () => {
    const [postgres, before, secret] = [processIn(folder.path), front(), readFileSync(file("auth-secret"), "utf8")];
    expect([0, 130]).toContain(await server.interrupt());
    expect([isAlive(before), isAlive(postgres)]).toEqual([false, false]);
    expect(readdirSync(folder.path).filter((name) => name.includes("lock"))).toEqual([]);
    server = await start(String(server.port));
    expect(readFileSync(file("auth-secret"), "utf8")).toBe(secret);
    expect((await whoIs(browser))?.user.email).toBe(newcomer.email);
  });
});

test.describe("An operator with a Postgres of their own", () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  test.beforeAll(async () => {
    database = await createDatabase();
  });
  test.afterAll(() => database.drop());

  test("gets nothing embedded, and APP_URL in the links of mails", async () => {
    const folder = temporaryFolder();
    const address = "http://localhost:18080";
    const server = await npmStart({ DATABASE_URL: database.url, FOYER_DATA_DIR: folder.path, APP_URL: address });
    try {
      expect(server.said()).toContain(`Listens 127.0.0.1:${server.port}\n`);
      expect(readdirSync(folder.path)).toEqual([]);
      const { email } = freshPerson();
      const proxy = new Client({ baseUrl: `http://localhost:${server.port}` });
      await proxy.post("/api/sign-in", { method: "email", email }, { host: new URL(address).host, origin: address });
      expect(linkIn(await lastMail(email, database.url)).origin).toBe(address);
    } finally {
      await server.stop();
      folder.remove();
    }
  });

  test("reads which port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as { port: number };
    const { sentence, code } = await refusal({ DATABASE_URL: database.url, PORT: String(port) });
    other.close();
    expect(sentence).toBe(
      `Port ${port} is taken by another program: stop that one, or choose another port, for example PORT=${port + 1} npm start.`,
    );
    expect(code).toBe(1);
  });

  const refused: Record<string, { variables: Record<string, string>; sentence: RegExp }> = {
    "a PORT that is no number": {
      variables: { PORT: "many" },
      sentence: /^PORT must be a whole number from 0 to 65535\.$/,
    },
    "a LOG_LEVEL that there is not": {
      variables: { LOG_LEVEL: "loud" },
      sentence: /^LOG_LEVEL must be one of debug, info, warn, error, silent\.$/,
    },
    "subdomains of an IP address": {
      variables: { APP_URL: "http://192.0.2.1:3000", DOOR_ADDRESSES: "subdomain" },
      sentence: /^DOOR_ADDRESSES=subdomain needs an APP_URL with a name: .+\.$/,
    },
    "no AUTH_SECRET": { variables: { AUTH_SECRET: "" }, sentence: /^AUTH_SECRET is required .+\.$/ },
    "an address nobody could read": {
      variables: { DATABASE_URL: "postgres://app:pass word@:x/" },
      sentence: /^DATABASE_URL is not an address such as .+\.$/,
    },
  };
  for (const [what, { variables, sentence }] of Object.entries(refused)) {
    test(`with ${what} reads one sentence about it`, async () => {
      expect(await refusal({ DATABASE_URL: database.url, ...variables })).toEqual({
        sentence: expect.stringMatching(sentence),
        code: 1,
      });
    });
  }

  test("whose user may not make tables reads what to do", async () => {
    const name = `foyer_e2e_guest_${process.pid}`;
    await rows(`create role ${name} login password 'guest'`);
    const url = new URL(database.url);
    Object.assign(url, { username: name, password: "guest" });
    const { sentence, code } = await refusal({ DATABASE_URL: url.href });
    await rows(`drop role ${name}`);
    expect(sentence).toMatch(/^The user in DATABASE_URL may not make tables .+$/);
    expect(code).toBe(1);
  });
});
