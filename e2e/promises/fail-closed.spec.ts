import { expect, test } from "@playwright/test";
import { type Answer, Client } from "../support/client.ts";
import { createDatabase } from "../support/database.ts";
import { DidNotStart, startFoyer } from "../support/foyer-process.ts";
import { letIn, throughProvider } from "../support/front-door.ts";
import { claimsFor, freshPerson, sessionCookie, signIn, whoIs } from "../support/people.ts";

const pages = ["/home", "/account", "/organizations", "/organizations/new", "/welcome"];

/** Nobody: sent to sign in, or nothing there; and no fault. */
const closed = (answer: Answer) =>
  answer.location?.pathname === "/sign-in/continue" || [401, 404, 503].includes(answer.status);

const undecodable = [
  "",
  "null",
  "true",
  "0",
  "{}",
  "[object Object]",
  "undefined",
  "%",
  "%00",
  "%E0%A4%A",
  "a".repeat(4_000),
  "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c3JfMSJ9.",
  "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..x.y.z",
  "' or 1=1 --",
  "\u00e9\u00ff",
];

test.describe("P29: what cannot be checked lets nobody in", () => {
  test("session cookies that mean nothing", async () => {
    for (const value of undecodable) {
      for (const page of pages) {
        const client = new Client();
        client.cookies.set(sessionCookie, value);
        const answer = await client.get(page);
        expect([value.slice(0, 40), page, closed(answer) ? "closed" : answer.status]).toEqual([
          value.slice(0, 40),
          page,
          "closed",
        ]);
      }
    }
  });

  test("parts, extensions and other spellings of a real token", async () => {
    const { token } = await signIn();
    const spellings = [
      token.slice(0, -1),
      `${token}A`,
      `${token}=`,
      token.toLowerCase(),
      ` ${token}x`,
      `${token}%00`,
      token.slice(1),
    ];
    for (const spelling of spellings) {
      const client = new Client();
      client.cookies.set(sessionCookie, spelling);
      expect([spelling, await whoIs(client)]).toEqual([spelling, null]);
    }
  });

  for (const cookie of ["foyer.state", "foyer.pkce", "foyer.nonce"]) {
    test(`a callback whose ${cookie} is missing, foreign or broken`, async () => {
      const other = new Client();
      await throughProvider(other, claimsFor(freshPerson()));
      const values = [undefined, "", "broken", other.cookies.get(cookie)];
      for (const value of values) {
        const client = new Client();
        const callback = await throughProvider(client, claimsFor(freshPerson()));
        if (value === undefined) client.cookies.delete(cookie);
        else client.cookies.set(cookie, value);
        const answer = await client.get(callback);
        expect([value, answer.status < 500, letIn(answer)]).toEqual([value, true, false]);
        expect(await whoIs(client)).toBeNull();
      }
    });
  }

  test("a callback used in another browser, or with another person's code", async () => {
    const [one, two] = [new Client(), new Client()];
    const [first, second] = [
      await throughProvider(one, claimsFor(freshPerson())),
      await throughProvider(two, claimsFor(freshPerson())),
    ];
    expect(letIn(await new Client().get(first))).toBe(false);
    const swapped = first.replace(/code=[^&]+/, /code=[^&]+/.exec(second)?.[0] ?? "");
    expect(letIn(await one.get(swapped))).toBe(false);
  });

  test("cookies that Auth.js would seal, when they are broken", async () => {
    for (const name of ["foyer.unconfirmed", "foyer.linking", "foyer.csrf", "foyer.callback-url", "foyer.webauthn"]) {
      for (const value of undecodable) {
        const client = new Client();
        client.cookies.set(name, value);
        const answers = [
          await client.post("/api/auth/callback/nodemailer", { token: "none", email: "ada@orion.com" }),
          await client.get("/api/auth/callback/oidc?code=c&state=s"),
          await client.get("/sign-in/continue"),
        ];
        for (const answer of answers)
          expect([name, value.slice(0, 40), answer.status < 500, letIn(answer)]).toEqual([
            name,
            value.slice(0, 40),
            true,
            false,
          ]);
      }
    }
  });

  const broken: Record<string, { variables: Record<string, string>; names: string }> = {
    "a short AUTH_SECRET": { variables: { AUTH_SECRET: "short" }, names: "AUTH_SECRET" },
    "no AUTH_SECRET beside DATABASE_URL": { variables: { AUTH_SECRET: "" }, names: "AUTH_SECRET" },
    "a provider without its secret": { variables: { AUTH_OIDC_SECRET: "" }, names: "AUTH_OIDC_SECRET" },
    "a DATABASE_URL where nothing listens": {
      variables: { DATABASE_URL: "postgres://postgres@127.0.0.1:1/foyer" },
      names: "DATABASE_URL",
    },
    "an APP_URL that is no origin": { variables: { APP_URL: "http://localhost:3000/path" }, names: "APP_URL" },
    "a certificate without its key": { variables: { TLS_CERT_FILE: "cert.pem" }, names: "TLS_KEY_FILE" },
    "a certificate that is not there": {
      variables: { TLS_CERT_FILE: "no-cert.pem", TLS_KEY_FILE: "no-key.pem" },
      names: "TLS_CERT_FILE",
    },
    "TLS and an APP_URL without": {
      variables: { TLS_CERT_FILE: "cert.pem", TLS_KEY_FILE: "key.pem", APP_URL: "http://foyer.example" },
      names: "APP_URL",
    },
    "idle sessions longer than sessions": {
      variables: { SESSION_IDLE_SECONDS: "9999999" },
      names: "SESSION_ABSOLUTE_SECONDS",
    },
  };

  for (const [what, { variables, names }] of Object.entries(broken)) {
    test(`a server with ${what} does not start, and says which variable`, async () => {
      const outcome = await startFoyer({ DATABASE_URL: "postgres://postgres@127.0.0.1:1/foyer", ...variables }).catch(
        (error: unknown) => error,
      );
      expect(outcome).toBeInstanceOf(DidNotStart);
      const { message, code } = outcome as DidNotStart;
      expect(code).toBe(1);
      expect(message).toContain(names);
      expect(message.trim().split("\n").length).toBeLessThanOrEqual(2);
    });
  }

  test("a sign-in begun under another AUTH_SECRET ends nowhere", async () => {
    const database = await createDatabase();
    const secret = (letter: string) => ({ DATABASE_URL: database.url, AUTH_SECRET: letter.repeat(40) });
    let server = await startFoyer(secret("a"));
    try {
      const client = new Client({ baseUrl: server.url });
      const callback = await throughProvider(client, claimsFor(freshPerson()));
      await server.stop();
      server = await startFoyer({ ...secret("b"), PORT: String(server.port) });
      const answer = await client.get(callback);
      expect([answer.status < 500, letIn(answer)]).toEqual([true, false]);
    } finally {
      await server.stop();
      await database.drop();
    }
  });
});
