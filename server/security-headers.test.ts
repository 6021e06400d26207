import { describe, expect, test } from "vitest";
import { fixedHeaders, formTargets, policyMaker, scriptHash } from "./security-headers.ts";

const plain = { APP_URL: "https://foyer.example", secure: false } as Parameters<typeof policyMaker>[0];

describe("the content security policy", () => {
  const policy = policyMaker(plain, false)(["'nonce-abc'"]);
  const directives = new Map(policy.split("; ").map((directive) => [directive.split(" ")[0], directive]));

  test("allows scripts by nonce or hash only", () => {
    expect(directives.get("script-src")).toContain("'nonce-abc'");
    expect(directives.get("script-src")).toContain("'sha256-");
    expect(directives.get("script-src")).not.toMatch(/unsafe|\*|https?:/);
  });

  test("closes frames, base and plug-ins, and never widens images to other hosts", () => {
    expect(directives.get("frame-ancestors")).toBe("frame-ancestors 'none'");
    expect(directives.get("base-uri")).toBe("base-uri 'none'");
    expect(directives.get("object-src")).toBe("object-src 'none'");
    expect(directives.get("img-src")).toBe("img-src 'self' https://foyer.example data: blob:");
  });

  test("allows eval in development only", () => {
    expect(policy).not.toContain("unsafe-eval");
    expect(policyMaker(plain, true)([])).toContain("'unsafe-eval'");
  });

  test("hashes as browsers do", () => {
    // The example of CSP level 2, 7.2.1.
    expect(scriptHash("alert('Hello, world.');")).toBe("'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='");
  });
});

describe("where forms may lead", () => {
  test("nowhere but here without providers", () => {
    expect(formTargets(plain)).toEqual(["'self'"]);
  });

  test("to each configured provider", () => {
    const targets = formTargets({
      ...plain,
      AUTH_GOOGLE_ID: "x",
      AUTH_GITHUB_ID: "x",
      AUTH_GITHUB_URL: "https://git.orion-analytics.com/",
      AUTH_MICROSOFT_ENTRA_ID_ID: "x",
    });
    expect(targets).toEqual([
      "'self'",
      "https://accounts.google.com",
      "https://git.orion-analytics.com",
      "https://login.microsoftonline.com",
    ]);
  });

  test("to an OpenID provider on plain http only at its own address", () => {
    expect(formTargets({ ...plain, AUTH_OIDC_ISSUER: "http://127.0.0.1:9000/realm" })).toEqual([
      "'self'",
      "https:",
      "http://127.0.0.1:9000",
    ]);
  });
});

describe("the fixed headers", () => {
  test("tell no other site the address of a page, which may hold a token", () => {
    expect(new Map(fixedHeaders(plain)).get("Referrer-Policy")).toBe("same-origin");
  });

  test("ask for https only where it is spoken", () => {
    expect(new Map(fixedHeaders(plain)).has("Strict-Transport-Security")).toBe(false);
    expect(new Map(fixedHeaders({ ...plain, secure: true })).has("Strict-Transport-Security")).toBe(true);
  });
});
