import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { processLogo } from "#lib/organizations/logos/process";
import { logoMessages } from "#lib/organizations/logos/rules";

/** Drawings made to look around. What they must not see is red. */

const red = "#e11d48";
const blue = "#1040e0";
const secret = () => sharp({ create: { width: 50, height: 50, channels: 3, background: red } });

const svg = (body: string) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 50">${body}</svg>`,
  );

describe("an SVG sees nothing but itself", () => {
  const hit: string[] = [];
  const server = createServer((request, response) => {
    hit.push(request.url ?? "");
    response.end();
  });
  let web = "";
  let folder = "";
  let file = "";

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    web = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    folder = await mkdtemp(join(tmpdir(), "foyer-logo-"));
    file = pathToFileURL(join(folder, "secret.png")).href;
    await writeFile(join(folder, "secret.png"), await secret().png().toBuffer());
    await writeFile(join(folder, "secret.svg"), svg(`<rect id="a" width="50" height="50" fill="${red}"/>`));
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  const image = (href: string) => `<image width="100" height="50" href="${href}" xlink:href="${href}"/>`;
  const path = () => join(folder, "secret.png");

  test("a picture it carries itself is drawn", async () => {
    const carried = (await secret().png().toBuffer()).toString("base64");
    expect(await processLogo(svg(image(`data:image/png;base64,${carried}`)))).toMatchObject({ color: red });
  });

  test.each<[string, () => string]>([
    ["a web image", () => image(`${web}/image`)],
    ["a file by address", () => image(file)],
    ["a file by path", () => image(path())],
    ["a file by relative path", () => `<g xml:base="${pathToFileURL(folder).href}/">${image("secret.png")}</g>`],
    [
      "an image element of filters",
      () => `<filter id="f"><feImage href="${file}"/></filter><rect width="100" height="50" filter="url(#f)"/>`,
    ],
    ["elements of another file", () => `<use href="${file.replace("png", "svg")}#a"/>`],
    [
      "a style sheet",
      () => `<style>@import url("${web}/style"); @font-face { font-family: x; src: url("${web}/font") }</style>`,
    ],
    ["a pattern of another file", () => `<rect width="100" height="50" fill="url(${file.replace("png", "svg")}#a)"/>`],
    [
      "an inclusion",
      () => `<g xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="${file.replace("png", "svg")}"/></g>`,
    ],
    ["a script", () => `<script href="${web}/script">fetch("${web}/run")</script><g onload="fetch('${web}/load')"/>`],
    [
      "HTML",
      () =>
        `<foreignObject width="100" height="50"><img xmlns="http://www.w3.org/1999/xhtml" src="${web}/html"/></foreignObject>`,
    ],
    [
      "an SVG in a data address",
      () => image(`data:image/svg+xml;base64,${svg(image(file) + image(`${web}/nested`)).toString("base64")}`),
    ],
    [
      "an external entity in a data address",
      () =>
        image(
          `data:image/svg+xml;base64,${Buffer.from(
            `<!DOCTYPE svg [<!ENTITY a SYSTEM "${web}/entity">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">&a;</svg>`,
          ).toString("base64")}`,
        ),
    ],
  ])("%s is not loaded", async (_, body) => {
    // Nothing drawn but the blue corner that shows the rest was read.
    const logo = await processLogo(svg(`${body()}<rect width="1" height="1" fill="${blue}"/>`)).catch(() => null);
    expect(hit).toEqual([]);
    if (logo) expect(logo.color).toBe(blue);
  });

  test.each<[string, string]>([
    ["a billion laughs", `<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`],
    ["a file as an entity", `<!DOCTYPE svg [<!ENTITY b SYSTEM "file:///etc/passwd">]>`],
    ["definitions from the web", `<!DOCTYPE svg [<!ENTITY % remote SYSTEM "http://127.0.0.1/x.dtd"> %remote;]>`],
  ])("%s: refused", async (_, start) => {
    const rest = svg("<text>&b;</text>").toString();
    await expect(processLogo(Buffer.from(start + rest))).rejects.toMatchObject({
      fields: { logo: logoMessages.svgDocumentType },
    });
  });
});
