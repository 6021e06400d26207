import { expect, test } from "@playwright/test";
import { makeApplicationSecret, makeOperator, makeOrganization } from "#db/testing/factories";
import { applicationKeeper } from "#lib/applications/mutations";
import { removeSecret } from "#lib/client-secrets/mutations";
import { sha256 } from "#lib/secrets";
import { type Answer, Client } from "../support/client.ts";
import { rows } from "../support/database.ts";
import { signIn } from "../support/people.ts";
import {
  type Application,
  askAs,
  authorize,
  basic,
  exchange,
  expectRefusal,
  json,
  makeLedger,
  refresh,
  tokensFor,
  tokensIn,
  verified,
  verifier,
} from "../support/tokens.ts";

const ownToken = (application: Application, more: Record<string, string> = {}) =>
  askAs(application, "/oauth/token", { grant_type: "client_credentials", ...more });

function inBody({ id }: Pick<Application, "id">, secret: string): Promise<Answer> {
  return new Client().send("POST", "/oauth/token", {
    form: { grant_type: "client_credentials", client_id: id, client_secret: secret },
  });
}

function inHeader(authorization: string): Promise<Answer> {
  const form = { grant_type: "client_credentials" };
  return new Client().send("POST", "/oauth/token", { form, headers: { authorization } });
}

test.describe("a back-end acts for itself", () => {
  test("with a token that is about nobody, for its own audience, and brings no refresh token", async () => {
    const application = await makeLedger({ audience: "https://api.ledger.example" });
    const answer = json(await ownToken(application));
    expect(Object.keys(answer).sort()).toEqual(["access_token", "expires_in", "token_type"]);
    const { payload, protectedHeader } = await verified(String(answer.access_token), {
      audience: "https://api.ledger.example",
    });
    expect(protectedHeader.typ).toBe("at+jwt");
    expect(Object.keys(payload).sort().join(" ")).toBe("aud client_id exp iat iss jti nbf scopes sub");
    expect(payload).toMatchObject({ sub: application.id, client_id: application.id, scopes: [] });
  });

  test("P33: for no organization, whatever it asks for", async () => {
    const [application, organization] = [await makeLedger(), await makeOrganization()];
    for (const [name, value] of Object.entries({
      organization_id: organization.id,
      organization: organization.id,
      scope: "openid",
    })) {
      const answer = await ownToken(application, { [name]: value });
      if (answer.status !== 200) continue;
      const { payload } = await verified(tokensIn(answer).access_token, { audience: application.id });
      expect(payload).toMatchObject({ sub: application.id, scopes: [] });
      expect(Object.keys(payload).filter((claim) => /^(x?oid|sid|roles|permissions|scope)$/.test(claim))).toEqual([]);
    }
  });

  test("proves itself by header or form, not by both at once", async () => {
    const { id, secret } = await makeLedger();
    expect((await inBody({ id }, secret ?? "")).status).toBe(200);
    expect((await inHeader(basic(id, secret ?? ""))).status).toBe(200);
    const both = await new Client().send("POST", "/oauth/token", {
      form: { grant_type: "client_credentials", client_id: id, client_secret: secret ?? "" },
      headers: { authorization: basic(id, secret ?? "") },
    });
    expectRefusal(both, "invalid_request");
  });

  test("is not taken for two when it sends its old token beside its secret, as SDKs do", async () => {
    const { id, secret } = await makeLedger();
    const withToken = (token: string, own: string) =>
      new Client().send("POST", "/oauth/token", {
        form: { grant_type: "client_credentials", client_id: id, client_secret: own },
        headers: { authorization: `Bearer ${token}` },
      });
    const { access_token } = tokensIn(await inBody({ id }, secret ?? ""));
    for (const token of [access_token, "of.long.ago"]) {
      expect((await withToken(token, secret ?? "")).status).toBe(200);
    }
    expectRefusal(await withToken(access_token, "wrong"), "invalid_client", 401);
    expect((await inHeader(`Bearer ${access_token}`)).status).toBe(400);
  });

  test("P39: with the whole secret and nothing but the secret", async () => {
    const [{ id, secret }, other] = [await makeLedger(), await makeLedger()];
    const own = secret ?? "";
    const near = [
      "",
      own.slice(0, -1),
      `${own}x`,
      ` ${own}`,
      own.toLowerCase(),
      own.slice(4),
      sha256(own),
      "is known by its hash only",
      other.secret ?? "",
    ];
    for (const wrong of near) {
      const answer = await inBody({ id }, wrong);
      expect([wrong, answer.status, json(answer).error]).toEqual([wrong, 401, "invalid_client"]);
      const header = await inHeader(basic(id, wrong));
      expect([wrong, header.status < 402, header.status >= 400]).toEqual([wrong, true, true]);
    }
    const refused = await inHeader(basic(id, "wrong"));
    expectRefusal(refused, "invalid_client", 401);
    expect(refused.headers["www-authenticate"]).toMatch(/^Basic /);
    for (const junk of ["Basic", "Basic !!!", `Basic ${Buffer.from("no colon").toString("base64")}`, "Bearer x"]) {
      expectRefusal(await inHeader(junk), "invalid_request");
    }
  });

  test("P39: with either of two secrets, and with a removed one never again", async () => {
    const application = await makeLedger();
    const first = application.secret ?? "";
    const second = await makeApplicationSecret(application.id);
    for (const secret of [first, second]) expect((await inBody(application, secret)).status).toBe(200);
    await removeSecret(applicationKeeper, await makeOperator(), application.id, sha256(first));
    expectRefusal(await inBody(application, first), "invalid_client", 401);
    expect((await inBody(application, second)).status).toBe(200);
    const kept = await rows<{ hash: string; used: boolean }>(
      "select secret_hash as hash, last_used_at is not null as used from application_secrets where application_id = $1",
      [application.id],
    );
    expect(kept).toEqual([{ hash: sha256(second), used: true }]);
    await removeSecret(applicationKeeper, await makeOperator(), application.id, sha256(second));
    expectRefusal(await inBody(application, second), "invalid_client", 401);
  });

  test("unless it has no secret to prove anything with", async () => {
    for (const kind of ["single_page", "native"] as const) {
      const application = await makeLedger({ kind });
      const answer = await ownToken(application);
      expect(answer.status).toBe(400);
      expect(json(answer).access_token).toBeUndefined();
      expect((await inBody(application, "is known by its hash only")).status).toBeGreaterThanOrEqual(400);
    }
  });
});

test.describe("an application asks about a refresh token, or gives it back", () => {
  const about = async (application: Application, token: string) =>
    json(await askAs(application, "/oauth/introspect", { token }));
  const giveBack = (application: Application, token: string) => askAs(application, "/oauth/revoke", { token });

  test("and reads whether its own is good", async () => {
    const [application, person] = [await makeLedger(), await signIn()];
    const { refresh_token } = await tokensFor(person, application);
    expect(await about(application, refresh_token)).toMatchObject({
      active: true,
      client_id: application.id,
      sub: person.userId,
    });
    await rows("delete from memberships where user_id = $1", [person.userId]);
    expect(await about(application, refresh_token)).toEqual({ active: false });
  });

  test("and of one that was used, made up or another's reads that it is not", async () => {
    const [application, other, person] = [await makeLedger(), await makeLedger(), await signIn()];
    const { refresh_token } = await tokensFor(person, application);
    expect(await about(other, refresh_token)).toEqual({ active: false });
    expect(await about(application, "made up")).toEqual({ active: false });
    await refresh(application, refresh_token);
    expect(await about(application, refresh_token)).toEqual({ active: false });
  });

  test("and once it is given back nothing of the family is good", async () => {
    const [application, person] = [await makeLedger(), await signIn()];
    const first = await tokensFor(person, application);
    const second = tokensIn(await refresh(application, first.refresh_token));
    const answer = await giveBack(application, second.refresh_token);
    expect([answer.status, answer.body]).toEqual([200, ""]);
    expectRefusal(await refresh(application, second.refresh_token), "invalid_grant");
    const again = await giveBack(application, second.refresh_token);
    expect([again.status, again.body]).toEqual([200, ""]);
  });

  test("and one of another application stays good: that is refused (RFC 7009, 2.1)", async () => {
    const [application, other, person] = [await makeLedger(), await makeLedger(), await signIn()];
    const { refresh_token } = await tokensFor(person, application);
    expectRefusalOf(await giveBack(other, refresh_token), "invalid_request", 400);
    await giveBack(await makeLedger({ kind: "single_page" }), refresh_token);
    expect((await refresh(application, refresh_token)).status).toBe(200);
  });

  test("but only when it proves who it is, and about nothing that others verify by themselves", async () => {
    const [application, person] = [await makeLedger(), await signIn()];
    const { refresh_token, access_token } = await tokensFor(person, application);
    const wrong = { ...application, secret: "sks_wrong" };
    for (const path of ["/oauth/introspect", "/oauth/revoke"]) {
      expectRefusalOf(await askAs(wrong, path, { token: refresh_token }), "invalid_client", 401);
      expectRefusalOf(await askAs(application, path, {}), "invalid_request", 400);
      expectRefusalOf(await askAs(application, path, { token: access_token }), "unsupported_token_type", 400);
    }
    expect((await refresh(application, refresh_token)).status).toBe(200);
  });
});

function expectRefusalOf(answer: Answer, error: string, status: number): void {
  expect([answer.status, json(answer).error]).toEqual([status, error]);
}

test.describe("a single-page application asks from the browser, of any address", () => {
  const origin = "https://ledger.example";
  test("and one with a secret does not: a browser is no place for it", async () => {
    const client = new Client();
    const person = await signIn();
    for (const kind of ["single_page", "native", "web"] as const) {
      const application = await makeLedger({ kind });
      const code = await authorize(person, application);
      const answer = await client.send("POST", "/oauth/token", {
        form: {
          grant_type: "authorization_code",
          client_id: application.id,
          ...(application.secret && { client_secret: application.secret }),
          code,
          redirect_uri: "https://ledger.example/callback",
          code_verifier: verifier,
        },
        headers: { origin },
      });
      const isPublic = kind !== "web";
      expect([kind, answer.status]).toEqual([kind, isPublic ? 200 : 400]);
      expect(answer.headers["access-control-allow-origin"]).toBe(isPublic ? origin : undefined);
      expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
      if (!isPublic) expect((await exchange(application, code)).status).toBe(200);
    }
    const asked = { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" };
    const preflight = await client.send("OPTIONS", "/oauth/token", { headers: asked });
    expect([preflight.status, preflight.headers["access-control-allow-origin"]]).toEqual([204, origin]);
  });
});
