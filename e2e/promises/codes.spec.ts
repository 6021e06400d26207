import { expect, test } from "@playwright/test";
import { Client, race } from "../support/client.ts";
import { rows } from "../support/database.ts";
import { signIn } from "../support/people.ts";
import {
  askAs,
  authorize,
  callback,
  exchange,
  expectRefusal,
  json,
  makeLedger,
  makeOlder,
  refresh,
  tokensIn,
  userinfo,
} from "../support/tokens.ts";

const recordOf = "model = 'AuthorizationCode' and grant_id in (select id from grants where user_id = $1)";

test.describe("P31: an application gets tokens for a code once", () => {
  test("of six that come with it at the same time one has them, and all that it has is dead", async () => {
    const [application, person] = [await makeLedger(), await signIn()];
    const code = await authorize(person, application);
    const answers = await race(
      Array.from({ length: 6 }, () => new Client()),
      (client) => exchange(application, code, {}, client),
    );
    const [won, ...more] = answers.filter(({ status }) => status === 200);
    expect(more).toEqual([]);
    for (const lost of answers.filter((answer) => answer !== won)) expectRefusal(lost, "invalid_grant");
    if (!won) throw new Error("Nobody had the tokens.");
    expectRefusal(await refresh(application, tokensIn(won).refresh_token), "invalid_grant");
    expect((await userinfo(tokensIn(won).access_token)).status).toBe(401);
  });

  test("whoever comes with it again ends what was had for it, refreshed or not", async () => {
    const [application, person] = [await makeLedger(), await signIn()];
    const code = await authorize(person, application);
    const first = tokensIn(await exchange(application, code));
    const second = tokensIn(await refresh(application, first.refresh_token));
    expect((await userinfo(second.access_token)).status).toBe(200);
    expectRefusal(await exchange(application, code), "invalid_grant");
    expectRefusal(await refresh(application, second.refresh_token), "invalid_grant");
    for (const { access_token } of [first, second]) expect((await userinfo(access_token)).status).toBe(401);
  });

  test("whoever comes with it later than a code lives ends it as well", async () => {
    const [application, person] = [await makeLedger(), await signIn()];
    const code = await authorize(person, application);
    const first = tokensIn(await exchange(application, code));
    await makeOlder("AuthorizationCode", person.userId, 600);
    expectRefusal(await exchange(application, code), "invalid_grant");
    expect((await userinfo(first.access_token)).status).toBe(401);
    expectRefusal(await refresh(application, first.refresh_token), "invalid_grant");
  });

  test("what the same person has in the application by another code lives on", async () => {
    const [application, person] = [await makeLedger(), await signIn()];
    const [used, other] = [await authorize(person, application), await authorize(person, application)];
    await exchange(application, used);
    const kept = tokensIn(await exchange(application, other));
    expectRefusal(await exchange(application, used), "invalid_grant");
    expect((await refresh(application, kept.refresh_token)).status).toBe(200);
  });

  test("within a minute", async () => {
    const [application, person] = [await makeLedger(), await signIn()];
    const code = await authorize(person, application);
    const [record] = await rows(
      `select extract(epoch from expires_at - created_at)::int as lives from provider_records where ${recordOf}`,
      [person.userId],
    );
    expect(record?.lives).toBeGreaterThan(0);
    expect(record?.lives).toBeLessThanOrEqual(60);
    await rows(`update provider_records set expires_at = now() where ${recordOf}`, [person.userId]);
    expectRefusal(await exchange(application, code), "invalid_grant");
  });
});

test.describe("P31: a code that somebody else has is worth nothing to them", () => {
  const wrong: Record<string, Record<string, string | undefined>> = {
    "without the verifier": { code_verifier: undefined },
    "with another verifier": { code_verifier: "x".repeat(43) },
    "with a verifier that is none": { code_verifier: "short" },
    "with an empty verifier": { code_verifier: "" },
    "for another address": { redirect_uri: "https://ledger.example/other" },
    "without the address": { redirect_uri: undefined },
    "for the address with a slash": { redirect_uri: `${callback}/` },
  };
  for (const [how, changes] of Object.entries(wrong)) {
    test(`${how} it is refused, and its owner still has it`, async () => {
      for (const kind of ["web", "single_page"] as const) {
        const [application, person] = [await makeLedger({ kind }), await signIn()];
        const code = await authorize(person, application);
        const answer = await exchange(application, code, changes);
        expect(answer.status).toBe(400);
        expect(json(answer).error).toMatch(/^invalid_(grant|request)$/);
        expect((await exchange(application, code)).status).toBe(200);
      }
    });
  }

  test("a verifier does not count where no challenge was sent: it was not the same request", async () => {
    const [application, person] = [await makeLedger(), await signIn()];
    const plain = { code_challenge: undefined, code_challenge_method: undefined };
    expectRefusal(await exchange(application, await authorize(person, application, plain)), "invalid_grant");
    const code = await authorize(person, application, plain);
    expect((await exchange(application, code, { code_verifier: undefined })).status).toBe(200);
  });

  test("to another application it is none, and it stays its owner's", async () => {
    const [application, other, person] = [await makeLedger(), await makeLedger(), await signIn()];
    const code = await authorize(person, application);
    expectRefusal(await exchange(other, code), "invalid_grant");
    expect((await exchange(application, code)).status).toBe(200);
  });

  test("without the application's secret, or with another's, it is refused", async () => {
    const [application, other, person] = [await makeLedger(), await makeLedger(), await signIn()];
    const code = await authorize(person, application);
    expectRefusal(await exchange({ ...application, secret: null }, code), "invalid_client", 401);
    expectRefusal(await exchange({ ...application, secret: other.secret }, code), "invalid_client", 401);
    expect((await exchange(application, code)).status).toBe(200);
  });

  for (const code of ["", "none", "a".repeat(5_000), "\0", "%00", "'; --"]) {
    test(`a made-up code ${JSON.stringify(code.slice(0, 10))} is refused`, async () => {
      const answer = await exchange(await makeLedger(), code);
      expectRefusal(answer, code === "" ? "invalid_request" : "invalid_grant");
    });
  }
});

test.describe("a request for tokens that is not one is refused as RFC 6749 says", () => {
  test("of a kind that does not exist, or none, or by nobody", async () => {
    const application = await makeLedger();
    const ask = (form: Record<string, string>) => askAs(application, "/oauth/token", form);
    expectRefusal(await ask({}), "invalid_request");
    for (const kind of ["password", "implicit", "urn:ietf:params:oauth:grant-type:device_code", "__proto__"]) {
      expectRefusal(await ask({ grant_type: kind, username: "ada", password: "x" }), "unsupported_grant_type");
    }
    const nobody = await new Client().send("POST", "/oauth/token", { form: { grant_type: "client_credentials" } });
    expectRefusal(nobody, "invalid_request");
    const unknown = { ...application, id: "skc_00000000000000000" } as const;
    expectRefusal(await askAs(unknown, "/oauth/token", { grant_type: "client_credentials" }), "invalid_client", 401);
  });

  test("twice the same parameter", async () => {
    const [application, person] = [await makeLedger(), await signIn()];
    const code = await authorize(person, application);
    const { id, secret } = application;
    const body = new URLSearchParams({ client_id: id, client_secret: secret ?? "", redirect_uri: callback, code });
    for (const twice of ["grant_type=authorization_code", `code=${code}`]) {
      const answer = await new Client().send("POST", "/oauth/token", {
        body: `${body}&grant_type=authorization_code&${twice}`,
        headers: { "content-type": "application/x-www-form-urlencoded" },
      });
      expectRefusal(answer, "invalid_request");
    }
  });

  test("in the address, in JSON, or too large", async () => {
    const { id, secret } = await makeLedger();
    const form = { grant_type: "client_credentials", client_id: id, client_secret: secret ?? "" };
    const client = new Client();
    expect((await client.get(`/oauth/token?${new URLSearchParams(form)}`)).status).toBe(404);
    expect((await client.send("POST", `/oauth/token?${new URLSearchParams(form)}`)).status).toBe(400);
    const asJson = { body: JSON.stringify(form), headers: { "content-type": "application/json" } };
    expect((await client.send("POST", "/oauth/token", asJson)).status).toBe(400);
    const large = await client.send("POST", "/oauth/token", { form: { ...form, more: "x".repeat(5_000_000) } });
    expect(large.status).toBe(413);
  });
});
