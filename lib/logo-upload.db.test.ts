import { eq } from "drizzle-orm";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { rateLimits } from "#db/schema/rate-limits";
import { makeUser } from "#db/testing/factories";
import { largestLogoBytes, logoMessages } from "#lib/organizations/logos/rules";
import { readLogoChoice } from "./logo-upload.ts";

const { id: actorId } = await makeUser();
const link = "https://cdn.orion.com/logo.png";

const picture = async () =>
  sharp({ create: { width: 40, height: 40, channels: 3, background: "#e11d48" } })
    .png()
    .toBuffer();

function formWith(logo?: Blob, name = "logo.png", more: Record<string, string> = {}) {
  const form = new FormData();
  if (logo) form.set("logo", new File([logo], name));
  for (const [field, value] of Object.entries(more)) form.set(field, value);
  return form;
}

const read = (form: FormData, logoUrl = "", before: string | null = null) =>
  readLogoChoice(form, { logoUrl, before, actorId });

describe("the logo in a form", () => {
  test("is read when there is one", async () => {
    const form = formWith(new Blob([await picture()]));
    expect(await read(form)).toMatchObject({ logo: { width: 40, height: 40, color: "#e11d48" } });
  });

  test("is nothing new when no file was chosen, or text stands in its place", async () => {
    for (const form of [new FormData(), formWith(new Blob([]), ""), formWith(undefined, "", { logo: "logo.png" })])
      expect(await read(form)).toEqual({ logo: undefined, logoUrl: "" });
  });

  test("is removed on request, unless another one was chosen", async () => {
    expect(await read(formWith(undefined, "", { logoRemoved: "1" }))).toEqual({ logo: null, logoUrl: "" });
    const form = formWith(new Blob([await picture()]), "logo.png", { logoRemoved: "1" });
    expect(await read(form)).toMatchObject({ logo: { width: 40 } });
  });

  test.each([
    ["too large", new Blob([new Uint8Array(largestLogoBytes + 1)]), logoMessages.bytes],
    ["empty", new Blob([]), logoMessages.empty],
    ["no picture", new Blob(["<html>"]), logoMessages.type],
  ])("is refused at its field when it is %s", async (_, blob, logo) => {
    await expect(read(formWith(blob))).rejects.toMatchObject({ code: "invalid", fields: { logo } });
  });
});

describe("a picture and a link", () => {
  test("replace each other: a picture at once, a link once what is there has been fetched", async () => {
    const form = formWith(new Blob([await picture()]));
    expect(await read(form, link)).toMatchObject({ logo: { width: 40 }, logoUrl: "" });
    expect(await read(new FormData(), link)).toEqual({ logo: undefined, logoUrl: link });
    expect(await read(new FormData(), `${link}?2`, link)).toEqual({ logo: undefined, logoUrl: `${link}?2` });
  });

  test("go together when the picture came from the link, and when the link is emptied", async () => {
    const removed = formWith(undefined, "", { logoRemoved: "1" });
    expect(await read(removed, link, link)).toEqual({ logo: null, logoUrl: "" });
    expect(await read(removed, `${link}?2`, link)).toEqual({ logo: null, logoUrl: `${link}?2` });
    expect(await read(new FormData(), "", link)).toEqual({ logo: null, logoUrl: "" });
  });

  test("stay as they are when neither changed", async () => {
    expect(await read(new FormData(), link, link)).toEqual({ logo: undefined, logoUrl: link });
    expect(await read(new FormData(), "")).toEqual({ logo: undefined, logoUrl: "" });
  });
});

test("a person has so many pictures read and links fetched in an hour, and saves what is neither all the same", async () => {
  const { id } = await makeUser();
  const send = (form: FormData, logoUrl = "") => readLogoChoice(form, { logoUrl, before: null, actorId: id });
  await send(new FormData(), link);
  await installation
    .update(rateLimits)
    .set({ points: 60 })
    .where(eq(rateLimits.key, `logo by person:${id}`));
  await expect(send(new FormData(), link)).rejects.toMatchObject({ code: "limit" });
  await expect(send(formWith(new Blob([await picture()])))).rejects.toMatchObject({ code: "limit" });
  expect(await send(new FormData())).toEqual({ logo: undefined, logoUrl: "" });
});
