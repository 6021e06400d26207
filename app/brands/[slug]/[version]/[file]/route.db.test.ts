import { randomBytes } from "node:crypto";
import { NextRequest } from "next/server";
import sharp from "sharp";
import { expect, test } from "vitest";
import { makeOrganization } from "#db/testing/factories";
import { brandPictures, pictureAddress } from "#lib/organizations/brand/pictures";
import type { PublicBrand } from "#lib/organizations/types";
import { GET } from "./route.ts";

const files = Object.keys(brandPictures) as (keyof typeof brandPictures)[];

async function ask(address: string, headers: Record<string, string> = {}): Promise<Response> {
  const [slug = "", version = "", file = ""] = new URL(address).pathname.slice("/brands/".length).split("/");
  return GET(new NextRequest(address, { headers }), {
    params: Promise.resolve({ slug: decodeURIComponent(slug), version, file }),
  });
}

async function makeBrand(state: Parameters<typeof makeOrganization>[0] = {}): Promise<PublicBrand> {
  const slug = `lyra-${randomBytes(4).toString("hex")}`;
  const { id, displayName } = await makeOrganization({ slug, color: "#2f4b9c", ...state });
  return { organizationId: id, displayName, slug, color: "#2f4b9c", logo: null };
}

test.each(files)("%s of an organization, for ever and never as a page", async (file) => {
  const address = pictureAddress(await makeBrand(), file);
  const response = await ask(address);
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "image/png",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "public, max-age=31536000, immutable",
  });
  const { format, width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
  expect({ format, width, height }).toEqual({ format: "png", ...brandPictures[file] });

  const again = await ask(address, { "if-none-match": response.headers.get("etag") ?? "" });
  expect([again.status, await again.text()]).toEqual([304, ""]);
});

test("an address from before a change leads to the picture of now, and that is not remembered", async () => {
  const brand = await makeBrand();
  const current = pictureAddress(brand, "touch.png");
  const before = pictureAddress({ ...brand, color: "#ffd400" }, "touch.png");
  const { status, headers } = await ask(before);
  expect([status, headers.get("location"), headers.get("cache-control")]).toEqual([307, current, "no-store"]);
  expect((await ask(current)).status).toBe(200);
});

test("an organization without a door has no pictures", async () => {
  for (const state of [{ deactivatedAt: new Date() }, { deletedAt: new Date() }]) {
    expect((await ask(pictureAddress(await makeBrand(state), "icon.png"))).status).toBe(404);
  }
});

test.each([
  "nobody-has-this/0000000000000000/icon.png",
  "%00/0000000000000000/icon.png",
  "..%2f..%2fetc/0000000000000000/icon.png",
  `${"a".repeat(5000)}/0/icon.png`,
])("«%s» is not found, and that is not remembered", async (path) => {
  const response = await ask(`http://localhost/brands/${path}`);
  expect(response.status).toBe(404);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; sandbox",
  });
});

test.each(["icon.svg", "toString", "__proto__", "card.webp", ""])("there is no file «%s»", async (file) => {
  const address = pictureAddress(await makeBrand(), "icon.png").replace("icon.png", file);
  expect((await ask(address)).status).toBe(404);
});
