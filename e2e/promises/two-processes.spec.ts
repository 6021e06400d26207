import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { decodeProtectedHeader } from "jose";
import { newId } from "#lib/ids";
import { newClientSecret, unseal } from "#lib/secrets";
import { reservePort } from "../../scripts/settings.ts";
import { Client, race } from "../support/client.ts";
import { createDatabase, rows } from "../support/database.ts";
import { type FoyerProcess, startFoyer } from "../support/foyer-process.ts";
import { signInByProvider } from "../support/front-door.ts";
import { claimsFor, freshPerson, sessionCookie } from "../support/people.ts";
import {
  type Application,
  authorize,
  callback,
  exchange,
  expectRefusal,
  json,
  refresh,
  tokensIn,
  userinfo,
  verified,
} from "../support/tokens.ts";

const secret = "a secret of two servers that share one database";

/** Two Foyers that are one: the same database, secret and address; a load balancer would ask either. */
let database: Awaited<ReturnType<typeof createDatabase>>;
let [first, second]: FoyerProcess[] = [];
let issuer: string;
let application: Application;
let person: { token: string };

const start = (port = "0") =>
  startFoyer({ DATABASE_URL: database.url, AUTH_SECRET: secret, APP_URL: issuer, PORT: port, LOG_LEVEL: "debug" });
const at = (server: FoyerProcess | undefined) => new Client({ baseUrl: `http://localhost:${server?.port}` });
const onBoth = () => Array.from({ length: 6 }, (_, index) => at(index % 2 ? first : second));
const keysAt = async (server: FoyerProcess | undefined) =>
  (json(await at(server).get("/keys")).keys as { kid: string; alg: string }[]).map(({ kid }) => kid);

test.beforeAll(async () => {
  database = await createDatabase();
  const port = await reservePort("127.0.0.1", 0);
  issuer = `http://localhost:${port}`;
  [first, second] = [await start(String(port)), await start()];
  const browser = at(first);
  await signInByProvider(browser, claimsFor(freshPerson()));
  person = { token: browser.cookies.get(sessionCookie) ?? "" };
  const { secret, hash, hint } = newClientSecret();
  const id = newId("skc");
  application = { id, secret } as Application;
  await rows(
    "insert into applications (id, name, kind, callback_urls) values ($1, 'Ledger', 'web', array[$2])",
    [id, callback],
    database.url,
  );
  await rows(
    "insert into application_secrets (secret_hash, application_id, hint) values ($1, $2, $3)",
    [hash, id, hint],
    database.url,
  );
});

test.afterAll(async () => {
  await Promise.all([first?.stop(), second?.stop()]);
  await database.drop();
});

test("P34: both made one set of keys, whoever was asked first, and say the same of themselves", async () => {
  const places = ["/.well-known/openid-configuration", "/keys"];
  for (const place of places) {
    const [one, other] = await Promise.all([at(first).get(place), at(second).get(place)]);
    expect(one?.body).toBe(other?.body);
  }
  expect(await keysAt(first)).toHaveLength(2);
});

test("an application is given a code by one, tokens by the other, and hears of the person from either", async () => {
  const code = await authorize(person, application, {}, at(first));
  const tokens = tokensIn(await exchange(application, code, {}, at(second)));
  const next = tokensIn(await refresh(application, tokens.refresh_token, {}, at(first)));
  for (const server of [first, second]) {
    expect((await userinfo(next.access_token, at(server))).status).toBe(200);
    await verified(next.id_token, { audience: application.id, issuer }, at(server));
  }
  expectRefusal(await refresh(application, tokens.refresh_token, {}, at(second)), "invalid_grant");
  expectRefusal(await refresh(application, next.refresh_token, {}, at(first)), "invalid_grant");
});

test("P31: of six that race across both one has the tokens of a code, and one the next refresh token", async () => {
  const code = await authorize(person, application, {}, at(first));
  const exchanged = await race(onBoth(), (client) => exchange(application, code, {}, client));
  expect(exchanged.filter(({ status }) => status === 200)).toHaveLength(1);
  const another = tokensIn(
    await exchange(application, await authorize(person, application, {}, at(second)), {}, at(first)),
  );
  const refreshed = await race(onBoth(), (client) => refresh(application, another.refresh_token, {}, client));
  expect(refreshed.filter(({ status }) => status === 200)).toHaveLength(1);
});

test("P34: keys survive a restart, are published before they sign, and old tokens are verified on", async () => {
  const mint = async (server: FoyerProcess | undefined) =>
    tokensIn(await exchange(application, await authorize(person, application, {}, at(server)), {}, at(server)));
  const kidOf = ({ access_token }: { access_token: string }) => decodeProtectedHeader(access_token).kid ?? "";
  const before = await keysAt(first);
  const old = await mint(first);
  expect(before).toContain(kidOf(old));

  await second?.kill();
  second = await start();
  expect(await keysAt(second)).toEqual(before);
  expect((await userinfo(old.access_token, at(second))).status).toBe(200);

  // The command, as an operator runs it.
  const { PATH, HOME } = process.env;
  await promisify(execFile)(process.execPath, ["scripts/bootstrap.mjs", "keys:rotate"], {
    env: { PATH, HOME, NODE_ENV: "production", DATABASE_URL: database.url, AUTH_SECRET: secret },
  });
  // The one that has been running all along finds out by itself.
  await expect.poll(() => keysAt(first), { timeout: 45_000 }).toHaveLength(4);
  expect(await keysAt(first)).toEqual(expect.arrayContaining(before));
  expect(before, "not yet").toContain(kidOf(await mint(first)));

  await rows("update signing_keys set signs_from = now() where signs_from > now()", [], database.url);
  await second.kill();
  second = await start();
  const fresh = await mint(second);
  expect(before).not.toContain(kidOf(fresh));
  expect(await keysAt(second)).toHaveLength(4);
  for (const server of [first, second]) {
    for (const { access_token, id_token } of [old, fresh]) {
      expect((await userinfo(access_token, at(server))).status).toBe(200);
      await verified(id_token, { audience: application.id, issuer }, at(server));
    }
  }
});

test("P40: no secret, code, token or private key is in the database or the log", async () => {
  const browser = at(first);
  const code = await authorize(person, application, {}, browser);
  const tokens = tokensIn(await exchange(application, code, {}, browser));
  const next = tokensIn(await refresh(application, tokens.refresh_token, {}, browser));
  const unused = await authorize(person, application, {}, browser);
  // What is refused is logged more readily than what goes well.
  await exchange(application, code, {}, browser);
  await exchange({ ...application, secret: "sks_of somebody else" } as Application, unused, {}, browser);
  await browser.get(
    `/oauth/authorize?client_id=${application.id}&redirect_uri=https://evil.com&state=a-state-of-its-own`,
  );

  const keys = await rows<{ kid: string; private_key: string; public_jwk: Record<string, string> }>(
    "select kid, private_key, public_jwk from signing_keys",
    [],
    database.url,
  );
  const privateParts = keys.flatMap(({ kid, private_key: sealed, public_jwk: known }) => {
    const jwk: Record<string, string> = JSON.parse(unseal(sealed, "signing key", kid, secret) ?? "null");
    return Object.entries(jwk).flatMap(([name, value]) => (name in known ? [] : [value]));
  });
  expect(privateParts.length).toBeGreaterThanOrEqual(2);
  const canaries = [
    ...[application.secret ?? "", "sks_of somebody else", code, unused, person.token, secret],
    ...[tokens, next].flatMap(({ access_token, refresh_token, id_token }) => [access_token, refresh_token, id_token]),
    ...privateParts,
  ];
  const tables = await rows<{ name: string }>(
    "select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname in ('public', 'drizzle')",
    [],
    database.url,
  );
  expect(tables.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["public.provider_records", "public.audit_events"]),
  );
  for (const { name } of tables) {
    const found = await rows(
      `select canary from unnest($1::text[]) canary where exists (select 1 from ${name} t where strpos(t::text, canary) > 0)`,
      [canaries],
      database.url,
    );
    expect([name, found]).toEqual([name, []]);
  }
  const said = `${first?.said()}${second?.said()}`;
  for (const canary of canaries) expect(said.includes(canary)).toBe(false);
  // The search finds what is there.
  const codes = await rows(
    "select 1 from provider_records t where strpos(t::text, 'AuthorizationCode') > 0",
    [],
    database.url,
  );
  expect(codes.length).toBeGreaterThan(0);
});

test("P34: with another AUTH_SECRET the old keys sign nothing, and still prove what they signed", async () => {
  const old = tokensIn(await exchange(application, await authorize(person, application, {}, at(first)), {}, at(first)));
  const { kid } = decodeProtectedHeader(old.id_token);
  const other = await startFoyer({
    DATABASE_URL: database.url,
    AUTH_SECRET: "another secret than that of the two servers before",
    APP_URL: issuer,
    LOG_LEVEL: "silent",
  });
  try {
    await verified(old.id_token, { audience: application.id, issuer }, at(other));
    expect((await userinfo(old.access_token, at(other))).status).toBe(200);
    const code = await authorize(person, application, {}, at(other));
    const fresh = tokensIn(await exchange(application, code, {}, at(other)));
    expect(decodeProtectedHeader(fresh.id_token).kid).not.toBe(kid);
    await verified(fresh.id_token, { audience: application.id, issuer }, at(other));
  } finally {
    await other.stop();
  }
});
