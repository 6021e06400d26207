import { makeApiClient, makeApiClientSecret, makeApplication, makeOperator } from "#db/testing/factories";
import { apiClientKeeper, revokeApiClient } from "#lib/api/clients/mutations";
import { scopes } from "#lib/api/clients/rules";
import { removeSecret } from "#lib/client-secrets/mutations";
import { sha256 } from "#lib/secrets";
import { expect, test } from "../support/browser.ts";
import { type Answer, Client } from "../support/client.ts";
import { target } from "../support/environment.ts";
import { enter, enterAs, signIn } from "../support/people.ts";
import {
  authorize,
  authorizePath,
  basic,
  exchange,
  expectRefusal,
  json,
  makeLedger,
  refresh,
  tokensFor,
  tokensIn,
  verified,
} from "../support/tokens.ts";

type ApiClient = Pick<Awaited<ReturnType<typeof makeApiClient>>, "id" | "secret">;

/** As the SDKs ask: credentials in the form. */
function ask({ id, secret }: ApiClient, more: Record<string, string> = {}): Promise<Answer> {
  return new Client().send("POST", "/oauth/token", {
    form: { grant_type: "client_credentials", client_id: id, client_secret: secret, ...more },
  });
}

const audience = () => `${target.baseUrl}/api/v1`;
const claimsIn = async (answer: Answer) =>
  (await verified(tokensIn(answer).access_token, { audience: audience() })).payload;

test.describe("an API client gets a token for the API", () => {
  test("that says who it is and what it may do, and nothing else", async () => {
    const client = await makeApiClient({ scopes: ["users:write", "organizations:read"] });
    const answer = await ask(client);
    expect(Object.keys(json(answer)).sort()).toEqual(["access_token", "expires_in", "token_type"]);
    const { payload, protectedHeader } = await verified(tokensIn(answer).access_token, { audience: audience() });
    expect(protectedHeader).toEqual({ alg: "RS256", typ: "at+jwt", kid: expect.stringMatching(/^key_/) });
    expect(payload).toEqual({
      iss: target.baseUrl,
      sub: client.id,
      aud: [audience()],
      client_id: client.id,
      iat: expect.any(Number),
      nbf: payload.iat,
      exp: (payload.iat ?? 0) + 300,
      jti: expect.stringMatching(/^tkn_\d{17,19}$/),
      scopes: ["users:write", "organizations:read"],
    });
  });

  test("with its credentials in a form or a header", async () => {
    const { id, secret } = await makeApiClient();
    const answer = await new Client().send("POST", "/oauth/token", {
      form: { grant_type: "client_credentials" },
      headers: { authorization: basic(id, secret) },
    });
    expect((await claimsIn(answer)).scopes).toEqual([...scopes]);
  });

  test("for as little as it asks for, and never for what it may not do", async () => {
    const client = await makeApiClient({ scopes: ["users:read", "organizations:read"] });
    const answer = await ask(client, { scope: "organizations:read" });
    expect(json(answer).scope).toBe("organizations:read");
    expect(await claimsIn(answer)).toMatchObject({ scopes: ["organizations:read"], scope: "organizations:read" });
    for (const scope of [
      "organizations:write",
      "organizations:read organizations:write",
      "openid",
      "organizations",
      "*",
    ])
      expectRefusal(await ask(client, { scope }), "invalid_scope");
  });

  test("and for nothing but the API", async () => {
    const [client, application] = [await makeApiClient(), await makeApplication()];
    expect((await claimsIn(await ask(client, { resource: audience() }))).sub).toBe(client.id);
    for (const resource of [
      application.id,
      `urn:foyer:application:${application.id}`,
      `${audience()}/`,
      target.baseUrl,
    ])
      expect([resource, json(await ask(client, { resource })).error]).toEqual([resource, "invalid_target"]);
    const own = { id: application.id, secret: application.secret ?? "" };
    expectRefusal(await ask(own, { resource: audience() }), "invalid_target");
  });

  test("P39: with the whole secret of its own, not with one that was removed, and once revoked never again", async () => {
    const [client, other] = [await makeApiClient(), await makeApiClient()];
    const { secret } = client;
    const near = [secret.slice(0, -1), `${secret}x`, secret.toLowerCase(), sha256(secret), other.secret];
    for (const wrong of [...near, "is known by its hash only"])
      expectRefusal(await ask({ ...client, secret: wrong }), "invalid_client", 401);
    expectRefusal(await ask({ id: `${client.id}1` as typeof client.id, secret }), "invalid_client", 401);

    const second = await makeApiClientSecret(client.id);
    for (const each of [secret, second]) expect((await ask({ ...client, secret: each })).status).toBe(200);
    const operator = await makeOperator();
    await removeSecret(apiClientKeeper, operator, client.id, sha256(secret));
    expectRefusal(await ask(client), "invalid_client", 401);
    expect((await ask({ ...client, secret: second })).status).toBe(200);
    await revokeApiClient(operator, client.id);
    expectRefusal(await ask({ ...client, secret: second }), "invalid_client", 401);
  });

  test("and reads in so many words why not, as SDKs look for them", async () => {
    const answer = await fetch(`${target.baseUrl}/oauth/token`, {
      method: "POST",
      headers: { accept: "application/json, text/plain, */*" },
      body: new URLSearchParams({ grant_type: "client_credentials", client_id: "skc_1", client_secret: "sks_1" }),
    });
    expect([answer.status, answer.statusText]).toEqual([401, "Unauthorized"]);
    expect(answer.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(await answer.json()).toMatchObject({ error: "invalid_client" });
  });
});

test.describe("a web application that operators gave scopes", () => {
  const makeCaller = (overrides: Parameters<typeof makeLedger>[0] = {}) =>
    makeLedger({
      audience: "https://api.ledger.example",
      apiScopes: ["organizations:read", "users:read"],
      ...overrides,
    });
  const credentials = ({ id, secret }: Awaited<ReturnType<typeof makeLedger>>) => ({ id, secret: secret ?? "" });

  test("gets a token for the API as an API client does, however its own tokens are signed", async () => {
    const application = await makeCaller({ signingAlgorithm: "ES256", accessTokenSeconds: 60 });
    const answer = await ask(credentials(application));
    const { payload } = await verified(tokensIn(answer).access_token, { audience: audience() });
    expect(Object.keys(payload).sort().join(" ")).toBe("aud client_id exp iat iss jti nbf scopes sub");
    expect(payload).toMatchObject({
      sub: application.id,
      client_id: application.id,
      aud: [audience()],
      scopes: application.apiScopes,
    });
    const less = await ask(credentials(application), { scope: "users:read" });
    expect((await claimsIn(less)).scopes).toEqual(["users:read"]);
    expectRefusal(await ask(credentials(application), { scope: "users:write" }), "invalid_scope");
  });

  test("still gets one for its own audience when it names that, which allows nothing", async () => {
    const application = await makeCaller();
    const answer = await ask(credentials(application), { resource: "https://api.ledger.example" });
    const { payload } = await verified(tokensIn(answer).access_token, { audience: "https://api.ledger.example" });
    expect([payload.aud, payload.scopes]).toEqual([["https://api.ledger.example"], []]);
  });

  test("never gets one for a person that is good for the API, whatever it asks for", async () => {
    const [application, person] = [await makeCaller(), await signIn()];
    const list = (token: string) =>
      new Client().send("GET", "/api/v1/organizations", { headers: { authorization: `Bearer ${token}` } });
    const { access_token, refresh_token } = await tokensFor(person, application);
    const refreshed = tokensIn(await refresh(application, refresh_token));
    for (const token of [access_token, refreshed.access_token]) {
      const { payload } = await verified(token, { audience: "https://api.ledger.example" });
      expect(payload).toMatchObject({ sub: person.userId, aud: ["https://api.ledger.example"] });
      expect((await list(token)).status).toBe(401);
    }
    const resource = audience();
    expectRefusal(await refresh(application, refreshed.refresh_token, { resource }), "invalid_target");
    expectRefusal(await exchange(application, await authorize(person, application), { resource }), "invalid_target");
    const asked = await enterAs(new Client(), person).get(authorizePath(application, { resource }));
    expect(asked.location?.searchParams.get("error")).toBe("invalid_target");
    expect((await list(tokensIn(await ask(credentials(application))).access_token)).status).toBe(200);
  });
});

test.describe("an API client does nothing else here", () => {
  test("than ask for that token", async () => {
    const client = await makeApiClient();
    const forms: Record<string, string>[] = [
      { grant_type: "authorization_code", code: "x", redirect_uri: "https://ledger.example/callback" },
      { grant_type: "refresh_token", refresh_token: "x" },
    ];
    for (const form of forms) expectRefusal(await ask(client, form), "invalid_request");
    const { access_token } = tokensIn(await ask(client));
    for (const path of ["/oauth/introspect", "/oauth/revoke"]) {
      const form = { token: access_token };
      const headers = { authorization: basic(client.id, client.secret) };
      const answer = await new Client().send("POST", path, { form, headers });
      expect([answer.status, json(answer).error]).toEqual([401, "invalid_client"]);
    }
  });

  test("and nobody signs in to it, or out of it", async ({ page, context }) => {
    const client = await makeApiClient();
    await enter(context, await signIn());
    await page.goto(authorizePath(client));
    await expect(page.getByRole("heading", { name: "Nobody here knows that application" })).toBeVisible();
    await page.goto(`/oidc/logout?client_id=${client.id}`);
    await expect(page.getByRole("heading", { name: "Nobody here knows that application" })).toBeVisible();
  });

  test("and its token says nothing about a person", async () => {
    const { access_token } = tokensIn(await ask(await makeApiClient()));
    const answer = await new Client().send("GET", "/userinfo", {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(answer.status).toBe(401);
  });
});
