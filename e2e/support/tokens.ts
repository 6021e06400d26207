import { createHash, randomBytes } from "node:crypto";
import { expect } from "@playwright/test";
import { createLocalJWKSet, type JWTPayload, type JWTVerifyResult, jwtVerify } from "jose";
import { makeApplication } from "#db/testing/factories";
import { purgeRequests } from "#lib/tokens/requests/mutations";
import { type Answer, Client } from "./client.ts";
import { rows } from "./database.ts";
import { target } from "./environment.ts";
import { enterAs } from "./people.ts";

/** An application's side of OAuth, one request at a time: what clients do with a library, and what none of them would do. */

export type Application = Awaited<ReturnType<typeof makeApplication>>;
type Form = Record<string, string>;
/** Undefined leaves a parameter out. */
type Changes = Record<string, string | undefined>;

export const callback = "https://ledger.example/callback";

/** A registered application that people come back to at `callback`. */
export function makeLedger(overrides: Parameters<typeof makeApplication>[0] = {}): Promise<Application> {
  return makeApplication({ callbackUrls: [callback], postLogoutUrls: ["https://ledger.example/bye"], ...overrides });
}

const present = (changes: Changes) =>
  Object.fromEntries(Object.entries(changes).filter((entry): entry is [string, string] => entry[1] !== undefined));

/** As RFC 7636, 4.1 wants one; the same for all requests of a test run, so that none has to be carried along. */
export const verifier = randomBytes(32).toString("base64url");
const challengeOf = (text: string) => createHash("sha256").update(text).digest("base64url");

/** The address that an application sends a person to. */
export function authorizePath(application: Pick<Application, "id">, changes: Changes = {}): string {
  const parameters = {
    client_id: application.id,
    redirect_uri: callback,
    response_type: "code",
    scope: "openid profile email offline_access",
    state: "as the application left it",
    code_challenge: challengeOf(verifier),
    code_challenge_method: "S256",
    ...changes,
  };
  return `/oauth/authorize?${new URLSearchParams(present(parameters))}`;
}

/** Someone signed in goes to an application: returns the code it is given. */
export async function authorize(
  person: { token: string },
  application: Application,
  changes: Changes = {},
  client = new Client(),
): Promise<string> {
  const answer = await enterAs(client, person).get(authorizePath(application, changes));
  const code = answer.location?.searchParams.get("code");
  if (!code) throw new Error(`No code, but ${answer.status} ${answer.location?.href ?? answer.body.slice(0, 2000)}`);
  return code;
}

export const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;

/** A form from the application's own server, with its secret where it has one. */
export function askAs(application: Application, path: string, form: Form, client = new Client()): Promise<Answer> {
  const { id, secret } = application;
  return client.send("POST", path, {
    form: secret ? form : { client_id: id, ...form },
    ...(secret && { headers: { authorization: basic(id, secret) } }),
  });
}

/** Asks for tokens for a code. */
export function exchange(application: Application, code: string, changes: Changes = {}, client?: Client) {
  const form = { grant_type: "authorization_code", code, redirect_uri: callback, code_verifier: verifier, ...changes };
  return askAs(application, "/oauth/token", present(form), client);
}

export function refresh(application: Application, token: string, changes: Changes = {}, client?: Client) {
  const form = { grant_type: "refresh_token", refresh_token: token, ...changes };
  return askAs(application, "/oauth/token", present(form), client);
}

export type Tokens = { access_token: string; id_token: string; refresh_token: string; expires_in: number };

/** What an answer says, read as JSON. */
export const json = ({ body }: Answer): Record<string, unknown> => JSON.parse(body);

export function tokensIn(answer: Answer): Tokens {
  if (answer.status !== 200) throw new Error(`No tokens, but ${answer.status} ${answer.body}`);
  return JSON.parse(answer.body);
}

/** From a signed-in person to their tokens. */
export async function tokensFor(person: { token: string }, application: Application, changes: Changes = {}) {
  const code = await authorize(person, application, changes);
  return tokensIn(await exchange(application, code, { redirect_uri: changes.redirect_uri ?? callback }));
}

/** That a token request was refused: the status and code of RFC 6749, 5.2, in an answer that nobody keeps. */
export function expectRefusal(answer: Answer, error: string, status = 400): void {
  expect([answer.status, json(answer).error]).toEqual([status, error]);
  expect(answer.headers["cache-control"]).toContain("no-store");
}

/** As if somebody's code, or refresh token, had been given that much earlier; and what nobody can use any more is purged. */
export async function makeOlder(model: "AuthorizationCode" | "RefreshToken", userId: string, seconds: number) {
  await rows(
    `update provider_records set expires_at = expires_at - make_interval(secs => $3),
      payload = jsonb_set(payload::jsonb, '{exp}', to_jsonb((payload->>'exp')::int - $3::int))::json
    where model = $1 and consumed_at is not null and grant_id in (select id from grants where user_id = $2)`,
    [model, userId, seconds],
  );
  await purgeRequests();
}

export function userinfo(token: string, client = new Client()): Promise<Answer> {
  return client.send("GET", "/userinfo", { headers: { authorization: `Bearer ${token}` } });
}

/** Verifies a token as anybody else would: with the published keys. */
export async function verified(
  token: string,
  expected: { audience: string; algorithm?: "RS256" | "ES256"; issuer?: string },
  client = new Client(),
): Promise<JWTVerifyResult<JWTPayload>> {
  const keys = createLocalJWKSet(JSON.parse((await client.get("/keys")).body));
  const { audience, algorithm = "RS256", issuer = target.baseUrl } = expected;
  return jwtVerify(token, keys, { issuer, audience, algorithms: [algorithm] });
}

/** at_hash and c_hash (OpenID Connect Core, 3.3.2.11). */
export function halfHash(text: string): string {
  return createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");
}
