import type { Page } from "@playwright/test";
import sharp from "sharp";
import { logoMessages } from "#lib/organizations/logos/rules";
import { ballast, bombs, svg } from "../../testing/hostile-pictures.ts";
import { type RecordedAction, recordAction, replay } from "../support/actions.ts";
import { expect, test } from "../support/browser.ts";
import { type Answer, Client } from "../support/client.ts";
import { rows } from "../support/database.ts";
import { enter, enterAs, type SignedIn, signIn } from "../support/people.ts";
import { fileField, preview, storedAt } from "../support/workspace-form.ts";

const canary = "canary-4711";
const rose = { r: 225, g: 29, b: 72 };
const flat = (background: Record<string, number> | string = rose) =>
  sharp({ create: { width: 120, height: 80, channels: 3, background } });
const exif = { IFD0: { Artist: canary, Copyright: canary }, IFD3: { GPSLatitude: "59/1 20/1 0/1" } };

type Uploader = { person: SignedIn; client: Client; form: RecordedAction };

async function newUploader(): Promise<Uploader> {
  const person = await signIn();
  const client = enterAs(new Client(), person);
  const path = `/o/${person.slug}/settings/branding`;
  return { person, client, form: recordAction(path, (await client.get(path)).body, "color") };
}

/** Sends the branding form with this file. */
function upload({ client, form }: Uploader, bytes: Uint8Array, name = "logo.png"): Promise<Answer> {
  const logo = new File([Uint8Array.from(bytes)], name, { type: "image/png" });
  return replay(client, { ...form, fields: { ...form.fields, logo } });
}

/** What the page says of the file; empty when nothing is wrong. */
const refusalIn = ({ body }: Answer) =>
  /id="logo-error"[^>]*>([\s\S]*?)<\/p>/.exec(body)?.[1]?.replace(/<[^>]*>/g, "") ?? "";

async function storedLogo({ slug }: { slug: string }): Promise<string> {
  const [stored] = await storedAt(slug);
  if (!stored?.logo_hash) throw new Error(`${slug} has no logo.`);
  return stored.logo_hash;
}

/** Opens it as a page of its own, and looks for anything that ran, loaded or was said. The console stays out of it: there the browser says what of its own viewer it has blocked. */
async function expectLifeless(page: Page, path: string): Promise<void> {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    return dialog.dismiss();
  });
  const response = await page.goto(path);
  const headers = response?.headers() ?? {};
  expect([
    path,
    headers["content-type"],
    headers["x-content-type-options"],
    headers["content-security-policy"],
  ]).toEqual([path, `image/${path.split(".").at(-1)}`, "nosniff", "default-src 'none'; sandbox"]);
  expect(headers["set-cookie"]).toBeUndefined();
  expect(
    await page.evaluate(() => [document.contentType, document.scripts.length, document.title.includes("canary")]),
  ).toEqual([headers["content-type"], 0, false]);
  expect(asked.filter((place) => place !== path && place !== "/favicon.ico")).toEqual([]);
}

test("P16: each format is shown, made anew, with nothing else of the file; what it replaces is gone", async ({
  page,
  context,
}) => {
  const person = await signIn();
  await enter(context, person);
  await page.goto(`/o/${person.slug}/settings/branding`);
  const drawing = svg(`<desc>${canary}</desc><rect width="100" height="50" fill="#2f4b9c"/>`);
  const files: [type: string, bytes: Buffer][] = [
    ["png", await flat("#101080").withExif(exif).withXmp(`<x>${canary}</x>`).png().toBuffer()],
    ["jpeg", await flat("#108010").withExif(exif).withXmp(`<x>${canary}</x>`).jpeg().toBuffer()],
    ["webp", await flat("#801010").withExif(exif).withXmp(`<x>${canary}</x>`).webp().toBuffer()],
    ["gif", Buffer.concat([await flat("#107080").gif().toBuffer(), Buffer.from(canary)])],
    ["svg+xml", drawing],
  ];
  const shown: string[] = [];
  for (const [type, buffer] of files) {
    expect(buffer.includes(canary)).toBe(true);
    await fileField(page).setInputFiles({ name: `${canary}.${type}`, mimeType: `image/${type}`, buffer });
    await expect(preview(page).locator("img")).toHaveAttribute("src", /^blob:/);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(preview(page).locator("img")).toHaveAttribute("src", /^\/logos\/[0-9a-f]{64}\.webp$/);
    await expect
      .poll(() =>
        preview(page)
          .locator("img")
          .evaluate((image: HTMLImageElement) => image.naturalWidth),
      )
      .toBeGreaterThan(0);
    const hash = await storedLogo(person);
    for (const format of ["webp", "png"] as const) {
      const bytes = await (await page.request.get(`/logos/${hash}.${format}`)).body();
      expect([type, format, bytes.includes(canary)]).toEqual([type, format, false]);
      const found = await sharp(bytes).metadata();
      expect([found.format, found.exif, found.xmp, found.icc]).toEqual([format, undefined, undefined, undefined]);
    }
    for (const former of shown) expect((await page.request.get(`/logos/${former}.webp`)).status()).toBe(404);
    shown.push(hash);
  }
  // P20: of all that was uploaded, one picture of bounded size is kept.
  expect(await rows("select hash from logos where hash = any($1)", [shown])).toEqual([{ hash: shown.at(-1) }]);
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").getByText("Saved", { exact: true })).toBeVisible();
  // The save before this one said so too.
  await expect.poll(() => rows("select hash from logos where hash = any($1)", [shown])).toEqual([]);
});

test("P18: what was uploaded opens as a picture and nothing else, whatever it also is", async ({ browser }) => {
  const script = `<script>document.title="${canary}";alert("${canary}");new Image().src="/${canary}"</script>`;
  const page = `<html><body onload="alert('${canary}')">${script}</body></html>`;
  const picture = await flat().png().toBuffer();
  const jpeg = await flat().jpeg().toBuffer();
  const polyglots: [name: string, bytes: Buffer][] = [
    ["a PNG with a page behind it", Buffer.concat([picture, Buffer.from(page)])],
    [
      "a JPEG with a page in its comment",
      Buffer.concat([
        jpeg.subarray(0, 2),
        Buffer.from([0xff, 0xfe, 0, page.length + 2]),
        Buffer.from(page),
        jpeg.subarray(2),
      ]),
    ],
    [
      "a GIF that is a script too",
      Buffer.concat([await flat().gif().toBuffer(), Buffer.from(`/*${page}*/=1;alert(1)`)]),
    ],
    ["a WebP with a page behind it", Buffer.concat([await flat().webp().toBuffer(), Buffer.from(page)])],
    [
      "a drawing with scripts",
      svg(`${script}<rect width="100" height="50" onload="alert('${canary}')" fill="#2f4b9c"/>`),
    ],
    [
      "a drawing with a page in it",
      svg(`<foreignObject width="9" height="9">${page}</foreignObject><rect width="50" height="9"/>`),
    ],
    [
      "a drawing that loads more",
      svg(`<image href="/${canary}" width="9" height="9"/><use href="/${canary}#a"/><rect width="50" height="9"/>`),
    ],
  ];
  const uploader = await newUploader();
  for (const [name, bytes] of polyglots) {
    expect([name, refusalIn(await upload(uploader, bytes))]).toEqual([name, ""]);
    const hash = await storedLogo(uploader.person);
    for (const format of ["webp", "png"]) {
      const context = await browser.newContext();
      const opened = await context.newPage();
      await expectLifeless(opened, `/logos/${hash}.${format}`);
      await context.close();
    }
  }
});

test("P17: bombs are refused while doors and pages stay open to everyone else", async () => {
  test.setTimeout(180_000);
  const uploader = await newUploader();
  const visitor = new Client();
  const colleague = enterAs(new Client(), uploader.person);
  for (const [name, make, refusal] of bombs) {
    const bomb = await make();
    let working = true;
    const sent = upload(uploader, bomb).finally(() => {
      working = false;
    });
    // What was answered before the bomb was: from memory, and drawn for a person.
    let answered = 0;
    while (working) {
      expect((await visitor.get(`/login/${uploader.person.slug}`)).status).toBe(200);
      expect((await colleague.get(`/o/${uploader.person.slug}`)).status).toBe(200);
      if (working) answered += 1;
    }
    expect([name, refusalIn(await sent)]).toEqual([name, logoMessages[refusal]]);
    if (refusal === "heavy") expect([name, answered > 3]).toEqual([name, true]);
  }
  for (const [name, make] of ballast) {
    const answer = await upload(uploader, make());
    expect([name, answer.status, [...Object.values(logoMessages), ""].includes(refusalIn(answer) as never)]).toEqual([
      name,
      200,
      true,
    ]);
  }
  expect([
    (await upload(uploader, await flat("#135724").png().toBuffer())).status,
    await storedLogo(uploader.person),
  ]).toEqual([200, expect.stringMatching(/^[0-9a-f]{64}$/)]);
});

test("P17: many bombs at once wait their turn or are sent away, and the next picture is read", async () => {
  test.setTimeout(120_000);
  const uploaders = await Promise.all(Array.from({ length: 12 }, newUploader));
  const [, make] = bombs.find(([, , refusal]) => refusal === "heavy") ?? [];
  const bomb = await make?.();
  if (!bomb) throw new Error("There is no bomb that takes long.");
  const visitor = new Client();
  let working = true;
  const sent = Promise.all(uploaders.map((uploader) => upload(uploader, bomb))).finally(() => {
    working = false;
  });
  let answered = 0;
  while (working) {
    const { slug } = uploaders[answered % uploaders.length]?.person ?? {};
    expect((await visitor.get(`/login/${slug}`)).status).toBe(200);
    if (working) answered += 1;
  }
  const refusals = (await sent).map(refusalIn);
  expect(new Set(refusals)).toEqual(new Set([logoMessages.heavy, logoMessages.busy]));
  expect(answered).toBeGreaterThan(uploaders.length);
  const [first] = uploaders;
  if (!first) throw new Error("Nobody uploads.");
  expect(refusalIn(await upload(first, await flat("#572413").png().toBuffer()))).toBe("");
  expect(await storedLogo(first.person)).toMatch(/^[0-9a-f]{64}$/);
});
