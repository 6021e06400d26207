import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { largestLogoBytes, logoMessages } from "#lib/organizations/logos/rules";
import { readLogo, readLogoChoice } from "./logo-upload.ts";

const picture = async () =>
  sharp({ create: { width: 40, height: 40, channels: 3, background: "#e11d48" } })
    .png()
    .toBuffer();

async function formWith(logo?: Blob, name = "logo.png", more: Record<string, string> = {}) {
  const form = new FormData();
  if (logo) form.set("logo", new File([logo], name));
  for (const [field, value] of Object.entries(more)) form.set(field, value);
  return form;
}

describe("the logo in a form", () => {
  test("is read when there is one", async () => {
    const form = await formWith(new Blob([await picture()]));
    expect(await readLogo(form)).toMatchObject({ width: 40, height: 40, color: "#e11d48" });
  });

  test("is nothing new when no file was chosen, or text stands in its place", async () => {
    expect(await readLogo(new FormData())).toBeUndefined();
    expect(await readLogo(await formWith(new Blob([]), ""))).toBeUndefined();
    expect(await readLogo(await formWith(undefined, "", { logo: "logo.png" }))).toBeUndefined();
  });

  test("is removed on request, unless another one was chosen", async () => {
    expect(await readLogo(await formWith(undefined, "", { logoRemoved: "1" }))).toBeNull();
    const form = await formWith(new Blob([await picture()]), "logo.png", { logoRemoved: "1" });
    expect(await readLogo(form)).toMatchObject({ width: 40 });
  });

  test.each([
    ["too large", new Blob([new Uint8Array(largestLogoBytes + 1)]), logoMessages.bytes],
    ["empty", new Blob([]), logoMessages.empty],
    ["no picture", new Blob(["<html>"]), logoMessages.type],
  ])("is refused at its field when it is %s", async (_, blob, logo) => {
    await expect(readLogo(await formWith(blob))).rejects.toMatchObject({ code: "invalid", fields: { logo } });
  });
});

describe("a picture and a link", () => {
  const link = "https://cdn.orion.com/logo.png";

  test("replace each other", async () => {
    const form = await formWith(new Blob([await picture()]));
    expect(await readLogoChoice(form, link)).toMatchObject({ logo: { width: 40 }, logoUrl: "" });
    expect(await readLogoChoice(new FormData(), link)).toEqual({ logo: null, logoUrl: link });
  });

  test("go together when the picture came from the link, and when the link is emptied", async () => {
    const removed = await formWith(undefined, "", { logoRemoved: "1" });
    expect(await readLogoChoice(removed, link, link)).toEqual({ logo: null, logoUrl: "" });
    expect(await readLogoChoice(new FormData(), "", link)).toEqual({ logo: null, logoUrl: "" });
  });

  test("stay as they are when neither changed", async () => {
    expect(await readLogoChoice(new FormData(), link, link)).toEqual({ logo: undefined, logoUrl: link });
    expect(await readLogoChoice(new FormData(), "")).toEqual({ logo: undefined, logoUrl: "" });
  });
});
