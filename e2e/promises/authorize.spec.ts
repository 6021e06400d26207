import { expect, test } from "@playwright/test";
import { makeMembership, makeOrganization } from "#db/testing/factories";
import { type Answer, Client } from "../support/client.ts";
import { rows } from "../support/database.ts";
import { target } from "../support/environment.ts";
import { enterAs, signIn } from "../support/people.ts";
import { type Application, authorizePath, callback, makeLedger } from "../support/tokens.ts";

/** Someone who is signed in follows an application's link. */
async function visit(path: string, person?: { token: string }): Promise<Answer> {
  return enterAs(new Client(), person ?? (await signIn())).get(path);
}

/** A page, with nothing in it that leads to where the request says it came from. */
function expectPage(answer: Answer, error: string): void {
  expect([answer.status, answer.location]).toEqual([400, null]);
  expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(answer.headers["cache-control"]).toContain("no-store");
  expect(answer.headers["x-frame-options"]).toBe("DENY");
  expect(answer.headers["content-security-policy"]).toMatch(/frame-ancestors 'none'/);
  expect(answer.headers["content-security-policy"]).not.toMatch(/script-src[^;]*'unsafe-inline'/);
  expect(answer.headers.refresh).toBeUndefined();
  expect(answer.body).not.toMatch(/http-equiv="refresh"/i);
  expect(answer.body).toContain(error);
}

/** The application reads what was wrong, with its own state, from whoever says who they are (RFC 9207). */
function expectSentBack(answer: Answer, error: string, to = callback): void {
  expect(answer.status, answer.body.slice(0, 500)).toBe(303);
  const { location } = answer;
  expect(location && location.origin + location.pathname).toBe(to);
  expect(Object.fromEntries(location?.searchParams ?? [])).toMatchObject({
    error,
    state: "as the application left it",
    iss: target.baseUrl,
  });
  expect(location?.searchParams.has("code")).toBe(false);
}

function expectCode(answer: Answer, to = callback): void {
  expect(answer.status, answer.body.slice(0, 500)).toBe(303);
  expect(answer.location && answer.location.origin + answer.location.pathname).toBe(to);
  expect([...(answer.location?.searchParams.keys() ?? [])].sort()).toEqual(["code", "iss", "state"]);
}

test.describe("P21: somebody is led to no address that the application did not register", () => {
  const wrong: Record<string, string> = {
    "of another host": "https://ledger.example.evil.com/callback",
    "with a query": `${callback}?next=https://evil.com`,
    "with an empty query": `${callback}?`,
    "with a fragment": `${callback}#here`,
    "with the path in another case": "https://ledger.example/Callback",
    "with the host in another case": "https://LEDGER.example/callback",
    "with a slash at the end": `${callback}/`,
    "with a path below": `${callback}/more`,
    "with a path that leads there": "https://ledger.example/a/../callback",
    "percent-encoded": "https://ledger.example/%63allback",
    "with a user name": "https://ledger.example@evil.com/callback",
    "with a user name before the right host": "https://evil.com@ledger.example/callback",
    "with the port spelled out": "https://ledger.example:443/callback",
    "with another port": "https://ledger.example:8443/callback",
    "by http": "http://ledger.example/callback",
    "with a blank before it": ` ${callback}`,
    "with a line break": `${callback}\n`,
    "with NUL": `${callback}\0`,
    "with a backslash": "https://ledger.example\\@evil.com/callback",
    "that is a script": "javascript:alert(1)//ledger.example/callback",
    "without a host": "/callback",
    empty: "",
    "with an empty template": "https://ledger.example/{{org_slug}}",
  };
  let application: Application;
  test.beforeAll(async () => {
    application = await makeLedger();
  });
  for (const [what, redirect] of Object.entries(wrong)) {
    test(`an address ${what} is refused on a page`, async () => {
      const answer = await visit(authorizePath(application, { redirect_uri: redirect }));
      expectPage(answer, redirect === "" ? "invalid_request" : "invalid_redirect_uri");
    });
  }

  test("the one that was registered is led to, with a code, the state and the issuer", async () => {
    expectCode(await visit(authorizePath(application)));
  });

  test("an error, too, goes nowhere else: the wrong address counts first", async () => {
    const redirect = "https://evil.com/callback";
    for (const more of [
      { response_type: "token" },
      { scope: "openid\u00e9" },
      { prompt: "none" },
      { request: "e30.e30." },
    ]) {
      expectPage(await visit(authorizePath(application, { redirect_uri: redirect, ...more })), "invalid_redirect_uri");
    }
  });

  test("a native app listens at any port of its own machine, by the name it registered", async () => {
    const native = await makeLedger({ kind: "native", callbackUrls: ["http://127.0.0.1/callback"] });
    const at = (redirect: string) => visit(authorizePath(native, { redirect_uri: redirect }));
    for (const redirect of ["http://127.0.0.1:49152/callback", "http://127.0.0.1/callback"]) {
      expectCode(await at(redirect), redirect);
    }
    for (const redirect of [
      "http://localhost:49152/callback",
      "http://127.0.0.1:49152/other",
      "http://127.0.0.1:99999/callback",
      "http://127.0.0.1:80@evil.com/callback",
      "http://127.0.0.1.evil.com:49152/callback",
      "https://127.0.0.1:49152/callback",
    ]) {
      expectPage(await at(redirect), "invalid_redirect_uri");
    }
  });
});

test.describe("P21: somebody whose link names no application, or not one thing only, reads so on a page", () => {
  test("an application that does not exist, in any spelling", async () => {
    const { id } = await makeLedger();
    for (const client of ["skc_1", "skc_00000000000000000", id.toUpperCase(), `${id} `, "a".repeat(5000), "\0", "%"]) {
      expectPage(await visit(authorizePath({ id: client as Application["id"] })), "invalid_client");
    }
  });

  test("no application, no address, no response type", async () => {
    const application = await makeLedger();
    for (const missing of ["client_id", "redirect_uri"]) {
      expectPage(await visit(authorizePath(application, { [missing]: undefined })), "invalid_request");
    }
    expectSentBack(await visit(authorizePath(application, { response_type: undefined })), "invalid_request");
  });

  for (const name of ["client_id", "redirect_uri"]) {
    test(`${name} twice`, async () => {
      const path = authorizePath(await makeLedger());
      const value = new URL(path, target.baseUrl).searchParams.get(name) ?? "";
      for (const second of [value, "https://evil.com/callback"]) {
        expectPage(await visit(`${path}&${new URLSearchParams({ [name]: second })}`), "invalid_request");
      }
    });
  }

  for (const name of ["scope", "response_type", "code_challenge", "organization_id", "nonce", "prompt"]) {
    test(`${name} twice is told to the application, which is certain then`, async () => {
      const path = authorizePath(await makeLedger(), { organization_id: "org_1", nonce: "n", prompt: "none" });
      expectSentBack(await visit(`${path}&${name}=second`), "invalid_request");
    });
  }

  test("state twice is told without any state", async () => {
    const answer = await visit(`${authorizePath(await makeLedger())}&state=second`);
    expect(answer.location?.searchParams.get("error")).toBe("invalid_request");
    expect(answer.location?.searchParams.has("state")).toBe(false);
  });

  test("an application that was deleted while its link lay around", async () => {
    const application = await makeLedger();
    await rows("delete from applications where id = $1", [application.id]);
    expectPage(await visit(authorizePath(application)), "invalid_client");
  });
});

test.describe("an application that asks for what there is not reads so at its own address", () => {
  const requests: Record<string, [Record<string, string | undefined>, error: string]> = {
    "nothing that exists": [{ response_type: "everything" }, "unsupported_response_type"],
    "a scope of other letters": [{ scope: "openid\u00e9" }, "invalid_scope"],
    "a prompt that does not exist": [{ prompt: "hypnosis" }, "invalid_request"],
    "no prompt and one": [{ prompt: "none login" }, "invalid_request"],
    "an age below nothing": [{ max_age: "-1" }, "invalid_request"],
    "a request object": [{ request: "e30.e30." }, "request_not_supported"],
    "a request object elsewhere": [{ request_uri: "https://ledger.example/request" }, "request_uri_not_supported"],
    "registration on the way": [{ registration: "{}" }, "registration_not_supported"],
    "the plain challenge method": [{ code_challenge_method: "plain" }, "invalid_request"],
    "no challenge method, which means plain": [{ code_challenge_method: undefined }, "invalid_request"],
    "a method without a challenge": [{ code_challenge: undefined }, "invalid_request"],
    "a challenge that is none": [{ code_challenge: "short" }, "invalid_request"],
    "a page that posts itself": [{ response_mode: "form_post" }, "unsupported_response_mode"],
    "the answer after a hash": [{ response_mode: "fragment" }, "unsupported_response_mode"],
    "another API": [{ resource: "https://api.example" }, "invalid_target"],
  };
  for (const [what, [changes, error]] of Object.entries(requests)) {
    test(what, async () => expectSentBack(await visit(authorizePath(await makeLedger(), changes)), error));
  }

  test("a public application has to bring a challenge, one with a secret may do without", async () => {
    const without = { code_challenge: undefined, code_challenge_method: undefined };
    for (const kind of ["single_page", "native"] as const) {
      expectSentBack(await visit(authorizePath(await makeLedger({ kind }), without)), "invalid_request");
    }
    expectCode(await visit(authorizePath(await makeLedger(), without)));
  });

  test("tokens in the address: what is wrong is read where they would have been (RFC 6749, 4.2.2.1)", async () => {
    for (const type of ["token", "id_token", "code id_token token"]) {
      const { location, status } = await visit(authorizePath(await makeLedger(), { response_type: type, nonce: "n" }));
      expect([status, location && location.origin + location.pathname, location?.search]).toEqual([303, callback, ""]);
      expect(location?.hash).toContain("error=unsupported_response_type");
      expect(location?.hash).not.toMatch(/[#&](code|access_token|id_token)=/);
    }
  });

  test("a scope that means nothing here is passed over", async () => {
    expectCode(await visit(authorizePath(await makeLedger(), { scope: "openid unheard-of" })));
  });

  test("a parameter that means nothing here is passed over", async () => {
    expectCode(await visit(authorizePath(await makeLedger(), { unheard_of: "1" })));
  });
});

test.describe("P05 and P33: the organization of a request is one that the person is in", () => {
  const ends: Record<string, (id: string) => Promise<unknown>> = {
    "somebody else's": async () => {},
    "a deactivated": async (id) => rows("update organizations set deactivated_at = now() where id = $1", [id]),
    "a deleted": async (id) => rows("update organizations set deleted_at = now() where id = $1", [id]),
  };
  for (const [which, end] of Object.entries(ends)) {
    test(`${which} one gives no code, nor the one the session is in instead`, async () => {
      const [application, person] = [await makeLedger(), await signIn()];
      const other = await makeOrganization();
      if (which !== "somebody else's") await makeMembership(other.id, person.userId);
      await end(other.id);
      for (const named of [other.id, other.slug, "org_00000000000000000", "nobody-has-this", "\0"]) {
        const quiet = await visit(authorizePath(application, { organization_id: named, prompt: "none" }), person);
        expect(quiet.location?.searchParams.has("code")).toBe(false);
        expectSentBack(quiet, quiet.location?.searchParams.get("error") ?? "");
        const asked = await visit(authorizePath(application, { organization_id: named }), person);
        expect(asked.location?.pathname).toMatch(/^\/oauth\/continue\//);
      }
    });
  }

  test("no answer tells an organization that is not theirs from none at all", async () => {
    const [application, person, other] = [await makeLedger(), await signIn(), await makeOrganization()];
    const [theirs, none] = await Promise.all(
      [other.id, "org_00000000000000000"].map((id) =>
        visit(authorizePath(application, { organization_id: id, prompt: "none" }), person),
      ),
    );
    expect(theirs?.location?.href).toBe(none?.location?.href);
  });

  test("the session's own counts without one, and stays where it is with another", async () => {
    const [application, person, other] = [await makeLedger(), await signIn(), await makeOrganization()];
    await makeMembership(other.id, person.userId);
    expectCode(await visit(authorizePath(application, { organization_id: other.id }), person));
    const granted = await rows("select organization_id from grants where user_id = $1", [person.userId]);
    expect(granted).toEqual([{ organization_id: other.id }]);
    const [session] = await rows("select organization_id from sessions where user_id = $1", [person.userId]);
    expect(session).toEqual({ organization_id: person.organizationId });
  });
});

test.describe("P22: a template leads to the organization that the request names", () => {
  test("each of two gets its own address, and neither the other's", async () => {
    const application = await makeLedger({ callbackUrls: ["https://{{org_slug}}.ledger.com/callback"] });
    const [person, other] = [await signIn(), await makeOrganization()];
    await makeMembership(other.id, person.userId);
    const own = `https://${person.slug}.ledger.com/callback`;
    const theirs = `https://${other.slug}.ledger.com/callback`;
    const go = (redirect: string, organization?: string) =>
      visit(authorizePath(application, { redirect_uri: redirect, organization_id: organization }), person);
    expectCode(await go(own, person.organizationId), own);
    expectCode(await go(theirs, other.id), theirs);
    expectPage(await go(own, other.id), "invalid_redirect_uri");
    expectPage(await go(theirs, person.organizationId), "invalid_redirect_uri");
    expectPage(await go("https://{{org_slug}}.ledger.com/callback", person.organizationId), "invalid_redirect_uri");
    // Nothing but the request says which: not the session's.
    const unscoped = await go(own);
    expectPage(unscoped, "invalid_redirect_uri");
    expect(unscoped.body).toContain("need an organization_id");
    expectPage(await go(own, "nobody-has-this"), "invalid_redirect_uri");
  });
});
