import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dominantColor, inspectLogo, largestLogoBytes } from "#lib/organizations/logos/rules";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const inspect = (text: string) => inspectLogo(bytesOf(text));

/** The SVG as the worker gets it, or the refusal. */
function prepared(text: string): string {
  const found = inspect(text);
  return "refusal" in found ? found.refusal : new TextDecoder().decode(found.bytes);
}

describe("type by content", () => {
  test.each([
    ["png", "\x89PNG\r\n\x1a\n0000"],
    ["jpeg", "\xff\xd8\xff\xe0"],
    ["webp", "RIFF\x0a\x00\x00\x00WEBPVP8 "],
    ["gif", "GIF87a"],
    ["gif", "GIF89a"],
  ])("%s", (type, start) => {
    expect(inspectLogo(Buffer.from(start, "latin1"))).toMatchObject({ type });
  });

  test.each([
    ["text", "hello"],
    ["a page", "<!doctype html><svg></svg>"],
    ["a page with an SVG in it", "<html><svg viewBox='0 0 1 1'/></html>"],
    ["a page behind a comment that says svg", "<!-- <svg viewBox='0 0 1 1'> --><script>alert(1)</script>"],
    ["an unclosed comment", "<!-- <svg viewBox='0 0 1 1'/>"],
    ["a script", "#!/bin/sh\n<svg viewBox='0 0 1 1'/>"],
    ["a PDF", "%PDF-1.7"],
    ["almost a GIF", "GIF88a"],
    ["a sound in a RIFF", "RIFF\x0a\x00\x00\x00WAVEfmt "],
    ["svgz", "\x1f\x8b\x08"],
    ["another element whose name begins alike", "<svgx viewBox='0 0 1 1'/>"],
    ["white space", " \n"],
  ])("%s is refused", (_, text) => {
    expect(inspectLogo(Buffer.from(text, "latin1"))).toEqual({
      refusal: text.startsWith("<!doctype") ? "svgDocumentType" : "type",
    });
  });

  test("an SVG in UTF-16 is refused: its text cannot be checked", () => {
    expect(inspectLogo(Buffer.from("\ufeff<svg viewBox='0 0 1 1'/>", "utf16le"))).toEqual({ refusal: "type" });
  });

  test("nothing, and more than 1 MB, are refused before anything else", () => {
    expect(inspectLogo(new Uint8Array())).toEqual({ refusal: "empty" });
    expect(inspectLogo(new Uint8Array(largestLogoBytes + 1))).toEqual({ refusal: "bytes" });
    const largest = Buffer.alloc(largestLogoBytes);
    largest.write("GIF89a");
    expect(inspectLogo(largest)).toMatchObject({ type: "gif" });
  });

  test("any bytes get an answer", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom("", "<svg ", "GIF89a", "<!--", "<?xml"), (bytes, start) => {
        const found = inspectLogo(Buffer.concat([Buffer.from(start), bytes]));
        expect("refusal" in found || "type" in found).toBe(true);
      }),
    );
  });
});

describe("SVG", () => {
  test("everything before the root goes, the document type too", () => {
    const prolog = `\ufeff<?xml version="1.0" encoding="UTF-7"?>\n<?xml-stylesheet href="http://x/"?><!-- made by -->
      <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n`;
    expect(prepared(`${prolog}<svg viewBox="0 0 2 1"><g/></svg>`)).toBe(
      `<svg viewBox="0 0 2 1" width="384" height="192"><g/></svg>`,
    );
  });

  test.each([
    ["entities", `<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 1 1">&a;</svg>`],
    ["an external entity", `<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg viewBox="0 0 1 1">&a;</svg>`],
    ["parameter entities", `<!DOCTYPE svg [<!ENTITY % a SYSTEM "http://x/"> %a;]><svg viewBox="0 0 1 1"/>`],
    ["a second document type", `<!DOCTYPE svg><!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 1 1"/>`],
    ["another case", `<!doctype svg [<!entity a "b">]><svg viewBox="0 0 1 1"/>`],
    ["a document type inside", `<svg viewBox="0 0 1 1"><!DOCTYPE a [<!ENTITY b "c">]></svg>`],
  ])("%s: refused", (_, text) => {
    expect(inspect(text)).toEqual({ refusal: "svgDocumentType" });
  });

  test.each([
    [`viewBox="0 0 24 24"`, `viewBox="0 0 24 24" width="384" height="384"`],
    [`viewBox='-1.5,-2 , 30 60' width="1e9" height="7in"`, `viewBox="-1.5 -2 30 60" width="192" height="384"`],
    [`width="10cm" height="5cm"`, / width="384" height="192"/],
    [`width=" 96px " height="1in"`, `viewBox="0 0 96 96" width="384" height="384"`],
    [`width="72pt" height="4pc"`, `viewBox="0 0 96 64" width="384" height="255.75"`],
    [`width="2e1px" height="1.0e1"`, `viewBox="0 0 20 10" width="384" height="192"`],
    [`viewBox="0 0 1e12 1"`, `width="384" height="0.75"`],
  ])("size of %s", (attributes, expected) => {
    expect(prepared(`<svg ${attributes}/>`)).toMatch(expected);
  });

  test.each([
    "",
    `width="100%" height="100%"`,
    `width="5em" height="5em"`,
    `width="5"`,
    `viewBox="0 0 0 5"`,
    `viewBox="0 0 -5 5"`,
    `viewBox="0 0 5"`,
    `viewBox="0 0 5 5 5"`,
    `viewBox="0 0 1e999 5"`,
    `viewBox="0 0 NaN Infinity"`,
    `viewBox="0 0 0x5 5"`,
    `viewBox="" width="5" height="5"`,
  ])("no size in «%s»", (attributes) => {
    expect(inspect(`<svg ${attributes}/>`)).toEqual({ refusal: "svgSize" });
  });

  test("a prefix and other attributes stay", () => {
    expect(
      prepared(`<s:svg xmlns:s='http://www.w3.org/2000/svg' height="1" viewBox="0 0 1 1" fill="red"></s:svg>`),
    ).toBe(
      `<s:svg xmlns:s='http://www.w3.org/2000/svg' fill="red" viewBox="0 0 1 1" width="384" height="384"></s:svg>`,
    );
  });

  test.each([
    ["white space", " "],
    ["comments", "<!---->"],
    ["unclosed instructions", "<?"],
    ["attributes", "<svg a='' "],
    ["one long attribute", "<svg a"],
    ["spaced attributes", `<svg ${" ".repeat(1000)}a=''`],
    ["numbers", `<svg viewBox='${"0 ".repeat(1000)}' `],
  ])("reading 1 MB of %s ends: no pattern looks at anything twice", (_, unit) => {
    const [, start = "", rest = unit] = /^(<svg )(.*)$/s.exec(unit) ?? [];
    const text = start + rest.repeat(Math.floor((largestLogoBytes - start.length) / rest.length));
    expect(inspect(text)).toHaveProperty("refusal");
  });
});

describe("dominant colour", () => {
  type Pixel = readonly [number, number, number, number];
  const picture = (...parts: readonly (readonly [count: number, pixel: Pixel])[]) =>
    Uint8Array.from(parts.flatMap(([count, pixel]) => Array.from({ length: count }, () => pixel).flat()));

  const white: Pixel = [255, 255, 255, 255];
  const navy: Pixel = [10, 26, 70, 255];
  const rose: Pixel = [225, 29, 72, 255];

  test("a colour on white or on nothing, exactly", () => {
    expect(dominantColor(picture([900, white], [100, rose]))).toBe("#e11d48");
    expect(dominantColor(picture([900, [0, 0, 0, 0]], [100, rose]))).toBe("#e11d48");
  });

  test("leading zeros stay", () => {
    expect(dominantColor(picture([1, [0, 5, 200, 255]]))).toBe("#0005c8");
  });

  test("vivid wins over frequent, unless it is a detail", () => {
    expect(dominantColor(picture([50, navy], [50, rose]))).toBe("#e11d48");
    expect(dominantColor(picture([95, navy], [5, rose]))).toBe("#0a1a46");
  });

  test.each<[string, Uint8Array]>([
    ["white, black and greys", picture([9, white], [9, [0, 0, 0, 255]], [9, [128, 130, 127, 255]])],
    ["nothing visible", picture([9, [225, 29, 72, 20]])],
    ["a trace", picture([1000, white], [4, rose])],
    ["off-white and off-black", picture([9, [255, 250, 228, 255]], [9, [5, 0, 38, 255]])],
    ["no pixels", new Uint8Array()],
  ])("none in %s", (_, pixels) => {
    expect(dominantColor(pixels)).toBeNull();
  });

  test("near shades count together against a flat colour", () => {
    const shades = Array.from({ length: 80 }, (_, at): [number, Pixel] => [
      1,
      [180 + (at % 20), 30 + (at >> 2), 30, 255],
    ]);
    expect(dominantColor(picture(...shades, [40, [20, 60, 200, 255]]))).toMatch(/^#[bc]/);
  });

  test("is one of the picture's own colours", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)), { maxLength: 60 }),
        (pixels) => {
          const own = pixels.map(([r, g, b]) => `#${Buffer.from([r, g, b]).toString("hex")}`);
          const color = dominantColor(Uint8Array.from(pixels.flat()));
          expect(color === null || own.includes(color)).toBe(true);
        },
      ),
    );
  });
});
