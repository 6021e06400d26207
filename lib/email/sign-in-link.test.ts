import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { OrganizationId } from "#lib/ids";
import type { PublicBrand } from "#lib/organizations/types";
import { signInLinkMessage } from "./sign-in-link.ts";

const appUrl = "https://foyer.example";
const link = `${appUrl}/sign-in/confirm?token=t&email=ada%40orion.com&callbackUrl=%2Fhome`;

beforeAll(() => {
  vi.stubEnv("DATABASE_URL", "postgres://nobody@localhost/none");
  vi.stubEnv("AUTH_SECRET", "only read by code that tests never reach");
  vi.stubEnv("APP_URL", appUrl);
});
afterAll(() => vi.unstubAllEnvs());

const orion: PublicBrand = {
  organizationId: "org_10000000000000001" as OrganizationId,
  displayName: "Orion Analytics",
  slug: "orion",
  color: "#2f4b9c",
  logo: null,
};
const write = (brand: PublicBrand | null, confirms = false) =>
  signInLinkMessage({ to: "ada@orion.com", link, minutes: 30, brand, confirms });
const named = (displayName: string) => write({ ...orion, displayName });

/** Every address in a mail's HTML that something could be fetched from or led to; the document type is a name, never fetched. */
const addressesIn = (html: string) => html.replace(/^<!DOCTYPE[^>]*>/, "").match(/(?:https?:)?\/\/[^"'<>\s)]+/g) ?? [];

describe("a sign-in link from an organization's door", () => {
  test("says whose door it is, in text and in HTML, with the one link", async () => {
    const { to, subject, text, html } = await write(orion);
    expect([to, subject]).toEqual(["ada@orion.com", "Sign in to Orion Analytics"]);
    expect(text).toBe(
      [
        "Sign in to Orion Analytics",
        "Open this link to sign in as ada@orion.com. It works once, for 30 minutes.",
        link,
        "If you did not ask for it, leave it: nothing happens until someone opens it and presses the button.",
        "foyer.example/login/orion\n",
      ].join("\n\n"),
    );
    for (const sentence of text
      .trim()
      .split("\n\n")
      .filter((part) => part !== link))
      expect(html).toContain(sentence);
    expect(html).toContain(`href="${link.replaceAll("&", "&amp;")}"`);
  });

  test("wears its colours in light and dark, and a monogram made of text", async () => {
    const { html } = await write(orion);
    expect(html).toMatch(/<td[^>]*background-color:#2f4b9c;color:#ffffff[^>]*>O<\/td>/);
    expect(html).toMatch(
      /prefers-color-scheme:dark[^}]*.*\.accent\{background-color:#4362b5!important;color:#ffffff!/s,
    );
    expect(html).not.toContain("<img");
  });

  test("shows its logo as a PNG of ours, from an address that names what it shows", async () => {
    const { html } = await write({ ...orion, logo: `/logos/${"a".repeat(64)}.webp` });
    expect(html.match(/<img[^>]*>/g)).toHaveLength(1);
    expect(html).toMatch(
      /<img alt="" height="56" src="https:\/\/foyer\.example\/brands\/orion\/[0-9a-f]{16}\/touch\.png"/,
    );
  });

  test("has text for the list of mails, and nothing from elsewhere", async () => {
    for (const brand of [orion, { ...orion, logo: `/logos/${"a".repeat(64)}.webp` }, null]) {
      const { html } = await write(brand);
      expect(html).toMatch(/<div style="display:none[^>]*>It works once, for 30 minutes\.</);
      expect(addressesIn(html).filter((address) => !address.startsWith(`${appUrl}/`))).toEqual([]);
      expect(html).not.toMatch(/<script|<link(?! rel="preload" as="image")|@import|@font-face|url\(/i);
    }
  });
});

test("anywhere else it is Foyer's own", async () => {
  const { subject, text, html } = await write(null);
  expect(subject).toBe("Sign in to Foyer");
  expect(text).toMatch(/\n\nfoyer\.example\n$/);
  expect(html).toContain('src="https://foyer.example/apple-icon.png"');
  expect(html).toContain("background-color:#1f4d3f");
});

test("a confirmation says why it came, and in which browser to open it", async () => {
  const { subject, text } = await write(orion, true);
  expect(subject).toBe("Confirm your address for Orion Analytics");
  expect(text).toContain("does not vouch for ada@orion.com. Open this link in the same browser, and you are in.");
});

describe("a name that means harm", () => {
  test.each(["http://evil.example", "www.evil.com", "evil.com", "ada@evil.com", "Orion (evil.com)"])(
    "%j is no address in any part",
    async (displayName) => {
      const { subject, text, html } = await named(displayName);
      for (const part of [subject, text, html]) expect(part).not.toMatch(/evil\.(com|example)/);
      expect(text.match(/https?:\/\/\S+/g)).toEqual([link]);
    },
  );

  test("is text, never markup", async () => {
    const { html } = await named('</title><img src=x onerror="alert(1)"><script>alert(1)</script>');
    expect(html).not.toMatch(/<script|<img|onerror="/);
    expect(html).toContain("&lt;script&gt;");
  });

  test("of 200 characters is cut, in the subject and in the mail: no room for a message of its own", async () => {
    const { subject, text } = await named("W".repeat(200));
    expect(subject).toBe(`Sign in to ${"W".repeat(59)}…`);
    expect(text).toContain(`${"W".repeat(59)}…`);
    expect(text).not.toContain("W".repeat(60));
  });

  test("of any characters adds no line and no link", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }), async (displayName) => {
        const { subject, text } = await named(displayName);
        expect(subject).not.toMatch(/[\r\n]/);
        expect(text.split("\n\n").filter((part) => /https?:\/\//.test(part))).toEqual([link]);
      }),
      { numRuns: 100 },
    );
  });
});
