import { NextRequest } from "next/server";
import sharp from "sharp";
import { expect, test } from "vitest";
// biome-ignore lint/style/noRestrictedImports: a test puts its own row in place.
import { installation } from "#db/client";
import { storeLogo } from "#lib/organizations/logos/mutations";
import { processLogo } from "#lib/organizations/logos/process";
import { GET } from "./route.ts";

const picture = sharp({ create: { width: 40, height: 20, channels: 3, background: "#e11d48" } });
const logo = await processLogo(await picture.png().toBuffer());

const get = (file: string, headers: Record<string, string> = {}) =>
  GET(new NextRequest(`http://localhost/logos/${file}`, { headers }), { params: Promise.resolve({ file }) });

test.each(["webp", "png"] as const)("a stored logo as %s, for ever and never as a page", async (format) => {
  await storeLogo(installation, logo);
  const response = await get(`${logo.hash}.${format}`);
  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(logo[format]);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": `image/${format}`,
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "public, max-age=31536000, immutable",
  });
});

test("who has it already gets no body", async () => {
  await storeLogo(installation, logo);
  const { headers } = await get(`${logo.hash}.webp`);
  const again = await get(`${logo.hash}.webp`, { "if-none-match": `"other", ${headers.get("etag")}` });
  expect([again.status, await again.text()]).toEqual([304, ""]);
  const other = await get(`${logo.hash}.png`, { "if-none-match": headers.get("etag") ?? "" });
  expect(other.status).toBe(200);
});

test.each([
  `${"0".repeat(64)}.webp`,
  `${logo.hash}.svg`,
  `${logo.hash}.html`,
  `${logo.hash}`,
  `${logo.hash.toUpperCase()}.webp`,
  `${logo.hash}.webp\n`,
  `${logo.hash.slice(1)}.webp`,
  "../../etc/passwd",
  "%00.png",
])("«%s» is not found, and that is not remembered", async (file) => {
  await storeLogo(installation, logo);
  const response = await get(file);
  expect(response.status).toBe(404);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; sandbox",
  });
});
