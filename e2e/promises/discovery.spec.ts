import { expect, test } from "@playwright/test";
import { Client } from "../support/client.ts";
import { rows } from "../support/database.ts";
import { target } from "../support/environment.ts";
import { askAs, json, makeLedger } from "../support/tokens.ts";

const places = ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/keys"];

test.describe("P34: an application reads where everything is", () => {
  test("at the addresses that clients of other products know, all of them under APP_URL", async () => {
    const answer = await new Client().send("GET", "/.well-known/openid-configuration");
    expect(answer.headers["content-type"]).toMatch(/^application\/json/);
    const at = (path: string) => `${target.baseUrl}${path}`;
    const found = json(answer);
    expect(found).toMatchObject({
      issuer: target.baseUrl,
      authorization_endpoint: at("/oauth/authorize"),
      token_endpoint: at("/oauth/token"),
      userinfo_endpoint: at("/userinfo"),
      jwks_uri: at("/keys"),
      end_session_endpoint: at("/oidc/logout"),
      introspection_endpoint: at("/oauth/introspect"),
      revocation_endpoint: at("/oauth/revoke"),
      response_types_supported: ["code"],
      response_modes_supported: ["query"],
      code_challenge_methods_supported: ["S256"],
      subject_types_supported: ["public"],
      authorization_response_iss_parameter_supported: true,
    });
    expect([...(found.grant_types_supported as string[])].sort()).toEqual([
      "authorization_code",
      "client_credentials",
      "refresh_token",
    ]);
    expect([...(found.scopes_supported as string[])].sort()).toEqual(["email", "offline_access", "openid", "profile"]);
    expect([...(found.id_token_signing_alg_values_supported as string[])].sort()).toEqual(["ES256", "RS256"]);
    for (const [name, value] of Object.entries(found)) {
      if (/_endpoint$|_uri$/.test(name))
        expect([name, String(value).startsWith(`${target.baseUrl}/`)]).toEqual([name, true]);
    }
  });

  const liars: Record<string, string>[] = [
    { "x-forwarded-host": "evil.com", "x-forwarded-proto": "https", "x-forwarded-port": "8443" },
    { "x-forwarded-for": "10.0.0.1", "x-forwarded-prefix": "/evil", forwarded: "host=evil.com;proto=https" },
    { host: "127.0.0.1" },
    { host: "localhost:1" },
    { "x-original-url": "/evil", "x-rewrite-url": "/evil", "x-original-host": "evil.com" },
  ];
  for (const headers of liars) {
    test(`whatever a request says of itself: ${Object.keys(headers).join(", ")} ${headers.host ?? ""}`, async () => {
      const client = new Client();
      for (const place of places) {
        const [plain, told] = await Promise.all([client.send("GET", place), client.send("GET", place, { headers })]);
        expect([told.status, told.body]).toEqual([200, plain.body]);
        expect(JSON.stringify(told.headers)).not.toMatch(/evil|8443/);
      }
    });
  }

  test("under no name that is not ours", async () => {
    for (const place of places) {
      const answer = await new Client().send("GET", place, { headers: { host: "evil.com" } });
      expect([answer.status, answer.body.includes(target.baseUrl)]).toEqual([404, false]);
    }
  });

  test("also with a slash too many, from clients whose base address ends in one", async () => {
    const client = new Client();
    for (const place of places) {
      const [plain, double] = await Promise.all([client.send("GET", place), client.send("GET", `/${place}`)]);
      expect([double.status, double.body]).toEqual([200, plain.body]);
    }
    const application = await makeLedger();
    expect((await askAs(application, "//oauth/token", { grant_type: "client_credentials" })).status).toBe(200);
    expect((await client.send("GET", "//userinfo")).status).toBe(401);
    expect((await client.send("GET", "//oidc//logout")).status).toBe(303);
  });

  test("from any site's scripts, since nothing in it is anybody's secret", async () => {
    for (const place of places) {
      const { headers } = await new Client().send("GET", place, { headers: { origin: "https://ledger.example" } });
      expect(headers["access-control-allow-origin"]).toMatch(/^(\*|https:\/\/ledger\.example)$/);
      expect(headers["access-control-allow-credentials"]).toBeUndefined();
    }
  });
});

test("P34: whoever reads the keys finds one of each algorithm and nothing private", async () => {
  const { keys } = json(await new Client().send("GET", "/keys")) as { keys: Record<string, string>[] };
  expect(keys.map(({ alg }) => alg).sort()).toEqual(["ES256", "RS256"]);
  for (const { alg, ...key } of keys) {
    const own = alg === "RS256" ? ["e", "n"] : ["crv", "x", "y"];
    expect(Object.keys(key).sort()).toEqual([...own, "kid", "kty", "use"].sort());
  }
  const stored = await rows<{ kid: string }>("select kid from signing_keys");
  expect(keys.map(({ kid }) => kid).sort()).toEqual(stored.map(({ kid }) => kid).sort());
});

test("where nothing is provided there is nothing, and no method but those that are meant", async () => {
  const client = new Client();
  for (const path of [
    "/oauth",
    "/oauth/device",
    "/oauth/register",
    "/oauth/par",
    "/oidc",
    "/keys/1",
    "/oauth/token/x",
  ]) {
    expect([path, (await client.get(path)).status]).toEqual([path, 404]);
  }
  for (const [method, path] of [
    ["POST", "/oauth/authorize"],
    ["POST", "/oidc/logout"],
    ["GET", "/oauth/token"],
    ["GET", "/oidc/logout/confirm"],
    ["PUT", "/keys"],
  ] as const) {
    const answer = await client.send(method, path);
    expect([method, path, [404, 405].includes(answer.status)]).toEqual([method, path, true]);
  }
});
