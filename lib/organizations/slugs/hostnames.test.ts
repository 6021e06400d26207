import fc from "fast-check";
import { parse } from "tldts";
import { describe, expect, it } from "vitest";
import { refusal } from "./reserved.ts";

const installationHost = "id.foyer.dev";
const inBrowser = { chosenIn: "browser", installationHost } as const;
const byApi = { chosenIn: "api", installationHost } as const;
const code = (slug: string, options: Parameters<typeof refusal>[1]) => refusal(slug, options)?.code ?? "ok";

/** Of both sections of the public suffix list. */
const sharedEndings = [
  "co.uk",
  "com.br",
  "gov.au",
  "k12.ca.us",
  "github.io",
  "blogspot.com",
  "s3.amazonaws.com",
  "vercel.app",
];

describe("a hostname as an address", () => {
  it("takes a hostname from a browser as from the API: whether it works is a question of proof", () => {
    for (const slug of ["auth.orion-analytics.com", "orion-analytics.com", "3m.com"]) {
      expect([slug, code(slug, inBrowser), code(slug, byApi)]).toEqual([slug, "ok", "ok"]);
    }
  });

  it("accepts a name in front of every shared ending, and never the ending alone", () => {
    const endings = fc
      .tuple(fc.domain(), fc.constantFrom("", ...sharedEndings))
      .map(([domain, ending]) => ending || parse(domain, { allowPrivateDomains: true }).publicSuffix || "com");
    fc.assert(
      fc.property(endings, (ending) => {
        if (ending.includes(".")) expect([ending, code(ending, inBrowser)]).toEqual([ending, "public_suffix"]);
        const slug = `orion.${ending}`;
        if (code(slug, inBrowser) !== "ok") return;
        expect(parse(slug, { allowPrivateDomains: true }).domain).toBe(slug);
        expect(new URL(`https://${slug}`).hostname).toBe(slug);
      }),
      { numRuns: 300 },
    );
    for (const ending of sharedEndings) expect([ending, code(`orion.${ending}`, inBrowser)]).toEqual([ending, "ok"]);
  });

  it("says of every kind of refusal something of its own", () => {
    const refused = [
      "",
      "Orion",
      "orion_",
      "orion..com",
      "-orion.com",
      "a".repeat(49),
      `${"a".repeat(64)}.com`,
      `${"a.".repeat(127)}com`,
      "3m-co",
      "hp",
      "xn--orion.com",
      "127.1",
      "orion.1",
      "orion.test",
      "co.uk",
      "gmail.com",
      "id.foyer.dev",
      "admin",
    ].map((slug) => refusal(slug, inBrowser));
    expect(refused).not.toContain(null);
    expect(new Set(refused.map((each) => each?.message)).size).toBe(refused.length);
  });
});
