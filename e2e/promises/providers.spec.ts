import { expect, test } from "@playwright/test";
import { Client } from "../support/client.ts";
import { createDatabase } from "../support/database.ts";
import { type FoyerProcess, startFoyer } from "../support/foyer-process.ts";

/** The method buttons a page draws, in their order. */
function buttons(html: string): string[] {
  const drawn = html.replace(/<script\b[\s\S]*?<\/script>/g, "");
  return [...drawn.matchAll(/>((?:Continue|Sign in) with [^<]+)</g)].map(([, label = ""]) => label);
}

const unset = (...names: string[]) => Object.fromEntries(names.map((name) => [name, ""]));

test.describe("providers are offered when their variables are set", () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let server: FoyerProcess;

  test.beforeAll(async () => {
    database = await createDatabase();
  });

  test.afterAll(() => database.drop());
  test.afterEach(() => server.stop());

  test("without any, passkeys and e-mail are left, and nothing else can be begun", async () => {
    server = await startFoyer({
      DATABASE_URL: database.url,
      ...unset("AUTH_OIDC_ID", "AUTH_OIDC_SECRET", "AUTH_OIDC_ISSUER"),
      ...unset("AUTH_GITHUB_ID", "AUTH_GITHUB_SECRET", "AUTH_GITHUB_URL"),
    });
    const client = new Client({ baseUrl: server.url });
    const page = await client.get("/sign-in");
    expect(buttons(page.body)).toEqual(["Sign in with a passkey"]);
    expect(page.body).toContain('name="email"');
    for (const method of ["google", "github", "microsoft-entra-id", "oidc", "saml", "", "__proto__"]) {
      const { location } = await client.post("/api/sign-in", { method });
      expect([method, location?.searchParams.get("error")]).toEqual([method, "MethodUnavailable"]);
    }
  });

  test("with all of them, each leads where it should, or says that it does not answer", async () => {
    server = await startFoyer({
      NODE_OPTIONS: `--import=${new URL("../support/small-internet.mjs", import.meta.url).href}`,
      DATABASE_URL: database.url,
      AUTH_GOOGLE_ID: "google-client",
      AUTH_GOOGLE_SECRET: "google-secret",
      AUTH_MICROSOFT_ENTRA_ID_ID: "entra-client",
      AUTH_MICROSOFT_ENTRA_ID_SECRET: "entra-secret",
      AUTH_MICROSOFT_ENTRA_ID_ISSUER: "https://login.microsoftonline.com/common/v2.0",
      AUTH_OIDC_NAME: "Orion SSO",
      ...unset("AUTH_GITHUB_URL"),
    });
    const client = new Client({ baseUrl: server.url });
    for (const page of ["/sign-in", "/sign-up", "/sign-in/continue"]) {
      const { body } = await client.get(page);
      expect(buttons(body)).toEqual(
        expect.arrayContaining([
          "Continue with Google",
          "Continue with Microsoft",
          "Continue with GitHub",
          "Continue with Orion SSO",
        ]),
      );
      expect(body).not.toMatch(/(google|entra)-(client|secret)/);
    }

    const google = await client.post("/api/sign-in", { method: "google" });
    expect([google.status, google.location?.origin]).toEqual([303, "https://accounts.google.com"]);
    const checks = { state: expect.stringMatching(/./), code_challenge: expect.stringMatching(/^[\w-]{43}$/) };
    expect(Object.fromEntries(google.location?.searchParams ?? [])).toEqual({
      client_id: "google-client",
      redirect_uri: `${server.url}/api/auth/callback/google`,
      response_type: "code",
      scope: "openid profile email",
      code_challenge_method: "S256",
      nonce: expect.stringMatching(/./),
      ...checks,
    });

    // GitHub's own web address, now that no other is set; it knows no nonce.
    const github = await client.post("/api/sign-in", { method: "github" });
    expect([github.status, github.location?.origin]).toEqual([303, "https://github.com"]);
    expect(Object.fromEntries(github.location?.searchParams ?? [])).toMatchObject({
      redirect_uri: `${server.url}/api/auth/callback/github`,
      code_challenge_method: "S256",
      ...checks,
    });

    const microsoft = await client.post("/api/sign-in", { method: "microsoft-entra-id", callbackUrl: "/account" });
    expect([microsoft.status, microsoft.location?.searchParams.get("callbackUrl")]).toEqual([303, "/account"]);
    const told = await client.follow(microsoft);
    expect([told.status, told.url.pathname]).toEqual([200, "/sign-in/continue"]);
    expect(told.body).toContain("That provider does not answer just now. Try again, or sign in another way.");
  });
});
