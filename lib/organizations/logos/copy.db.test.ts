import { eq } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { logos } from "#db/schema/logos";
import { organizations } from "#db/schema/organizations";
import { makeMember, makeOrganization } from "#db/testing/factories";
import type { OrganizationId } from "#lib/ids";
import { closeJobs, jobQueue } from "#lib/jobs/queue";
import { internet } from "../../../testing/guarded-fetching.ts";
import type { Site } from "../../../testing/internet.ts";
import { createOrganization, settleIn, updateBranding } from "../mutations.ts";
import { copyLogo } from "./copy.ts";
import { renewLogoCopy } from "./mutations.ts";
import { findLogo, findLogoCopy } from "./queries.ts";

beforeEach(() => {
  internet.asked.length = 0;
});
afterAll(() => Promise.all([closeJobs(), internet.close()]));

const picture = (background: string) => sharp({ create: { width: 64, height: 32, channels: 3, background } });
const serving =
  (body: Buffer | string, headers: Record<string, string> = {}): Site =>
  (_, response) =>
    response.writeHead(200, headers).end(body);

/** An organization whose logo_url leads to this. */
async function linked(site: Site, overrides: Parameters<typeof makeOrganization>[0] = {}) {
  const logoUrl = `https://${internet.host(site)}/logo`;
  return { ...(await makeOrganization({ logoUrl, ...overrides })), logoUrl };
}

async function read(id: OrganizationId) {
  const [row] = await installation.select().from(organizations).where(eq(organizations.id, id));
  if (!row) throw new Error("The organization is gone.");
  return row;
}

const actionsOf = async (id: OrganizationId) =>
  (await installation.select().from(auditEvents).where(eq(auditEvents.organizationId, id)).orderBy(auditEvents.id)).map(
    ({ action }) => action,
  );

/** The organizations whose links wait to be fetched, taken off the queue. */
async function waiting(): Promise<OrganizationId[]> {
  const jobs = await (await jobQueue()).fetch<{ organizationId: OrganizationId }>("logo-copy", { batchSize: 100 });
  return jobs.map(({ data }) => data.organizationId);
}

describe("a picture behind a link", () => {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="2" height="1" fill="#2f4b9c"/></svg>`;
  test.each<[string, () => Promise<Buffer | string>]>([
    ["PNG", () => picture("#2f4b9c").png().toBuffer()],
    ["JPEG", () => picture("#2f4b9c").jpeg().toBuffer()],
    ["WebP", () => picture("#2f4b9c").webp().toBuffer()],
    ["GIF", () => picture("#2f4b9c").gif().toBuffer()],
    ["SVG", async () => drawing],
  ])("as %s is kept as a copy, made anew, and its colour taken when there is none", async (_, make) => {
    const { id, logoUrl } = await linked(serving(await make(), { "content-type": "text/html" }));
    expect(await copyLogo(id)).toBe(false);
    const after = await read(id);
    expect(after).toMatchObject({ logoUrl, logoUrlProblem: null, logoUrlTriedAt: expect.any(Date) });
    expect(after.color).toMatch(/^#(2f4b9[a-e]|[23][0-9a-f]4[0-9a-f]9[0-9a-f])$/);
    const copy = await findLogo(after.logoHash ?? "");
    expect([(await sharp(copy?.webp).metadata()).format, (await sharp(copy?.png).metadata()).format]).toEqual([
      "webp",
      "png",
    ]);
    expect(await actionsOf(id)).toEqual(["organization.color_changed"]);
  });

  test("leaves a colour that somebody chose", async () => {
    const { id } = await linked(serving(await picture("#2f4b9c").png().toBuffer()), { color: "#9a3b26" });
    await copyLogo(id);
    expect(await read(id)).toMatchObject({ color: "#9a3b26", logoHash: expect.any(String) });
  });

  test("takes the place of the former copy, which is deleted with its last use", async () => {
    let background = "#101010";
    const site: Site = async (_, response) => response.end(await picture(background).png().toBuffer());
    const [one, other] = [await linked(site), await linked(site)];
    for (const { id } of [one, other]) await copyLogo(id);
    const former = (await read(one.id)).logoHash ?? "";
    background = "#202020";
    await copyLogo(one.id);
    const latter = (await read(one.id)).logoHash;
    expect(latter).not.toBe(former);
    expect(await findLogo(former)).not.toBeNull();
    await copyLogo(other.id);
    expect((await read(other.id)).logoHash).toBe(latter);
    expect(await findLogo(former)).toBeNull();
    expect(await actionsOf(one.id)).toEqual(["organization.logo_changed"]);
  });

  test("is not kept when the link is another one by the time it arrives", async () => {
    const arriving = await picture("#c01060").png().toBuffer();
    let id: OrganizationId | undefined;
    const made = await linked(async (_, response) => {
      if (id)
        await installation
          .update(organizations)
          .set({ logoUrl: "https://x.example.net/" })
          .where(eq(organizations.id, id));
      response.end(arriving);
    });
    id = made.id;
    const before = await installation.select({ hash: logos.hash }).from(logos);
    await copyLogo(id);
    expect(await read(id)).toMatchObject({ logoHash: null, logoUrlTriedAt: null, color: null });
    expect(await installation.select({ hash: logos.hash }).from(logos)).toEqual(before);
  });

  test("is followed to where it leads", async () => {
    const end = internet.host(serving(await picture("#2f4b9c").png().toBuffer()));
    const { id } = await linked((_, response) => response.writeHead(301, { location: `https://${end}/a` }).end());
    await copyLogo(id);
    expect((await read(id)).logoHash).not.toBeNull();
  });

  test("is not fetched for an organization that is gone, and nothing is without a link", async () => {
    const site = serving("never");
    const [gone, none] = [await linked(site, { deletedAt: new Date() }), await makeOrganization()];
    for (const { id } of [gone, none]) expect(await copyLogo(id)).toBe(false);
    expect(internet.asked).toEqual([]);
    expect(await read(gone.id)).toMatchObject({ logoUrlTriedAt: null });
  });
});

describe("what is no picture, or cannot be had", () => {
  const status =
    (code: number): Site =>
    (_, response) =>
      response.writeHead(code).end();

  test.each<[string, Site, RegExp, boolean]>([
    ["nothing", status(404), /^There is nothing at that address/, false],
    ["a closed door", status(403), /^The server there shows it to nobody/, false],
    ["trouble", status(503), /^The server there has trouble/, true],
    ["no content", status(204), /something other than a picture/, false],
    ["a partial answer", status(206), /something other than a picture/, false],
    [
      "HTML",
      serving("<html><script>alert(1)</script></html>", { "content-type": "image/png" }),
      /^Choose a PNG/,
      false,
    ],
    ["an empty file", serving(""), /^This file is empty/, false],
    ["half a picture", serving(Buffer.from("\x89PNG\r\n\x1a\nabcdefgh", "latin1")), /damaged/, false],
    ["too much", serving(Buffer.alloc(1024 * 1024 + 1)), /1 MB or less/, false],
    ["a compressed answer", serving("x", { "content-encoding": "gzip" }), /compressed/, false],
    ["a broken answer", (_, { socket }) => socket.destroy(), /broke off/, true],
    [
      "a way into the network",
      (_, r) => r.writeHead(302, { location: "https://10.0.0.1/" }).end(),
      /on the public internet/,
      false,
    ],
    ["plain http", (_, r) => r.writeHead(302, { location: "http://orion-cdn.com/" }).end(), /https/, false],
    ["a circle", (request, r) => r.writeHead(302, { location: `${request.url}a` }).end(), /too many times/, false],
  ])("%s: the reason is kept, and what was shown stays", async (_, site, reason, passes) => {
    const { id, logoUrl } = await linked(site, { color: "#9a3b26" });
    expect(await copyLogo(id)).toBe(passes);
    expect(await read(id)).toMatchObject({
      logoUrl,
      logoHash: null,
      color: "#9a3b26",
      logoUrlTriedAt: expect.any(Date),
      logoUrlProblem: expect.stringMatching(reason),
    });
  });

  test("the last good copy stays when a later attempt fails, and the next good one clears the reason", async () => {
    const good = await picture("#2f4b9c").png().toBuffer();
    let fails = false;
    const { id } = await linked((_, response) => (fails ? response.writeHead(500).end() : response.end(good)));
    await copyLogo(id);
    const { logoHash } = await read(id);
    fails = true;
    expect(await copyLogo(id)).toBe(true);
    expect(await read(id)).toMatchObject({ logoHash, logoUrlProblem: expect.any(String) });
    fails = false;
    expect(await copyLogo(id)).toBe(false);
    expect(await read(id)).toMatchObject({ logoHash, logoUrlProblem: null });
  });

  test("a drawing that refers elsewhere is read without asking there, and carries nothing along", async () => {
    const canary = internet.host(serving("canary"));
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">
      <style>@import url(https://${canary}/style.css);</style><script href="https://${canary}/a.js">alert("canary")</script>
      <rect width="9" height="9" fill="#2f4b9c"/><image xlink:href="https://${canary}/a.png" width="9" height="9"/></svg>`;
    const { id } = await linked(serving(drawing));
    await copyLogo(id);
    expect(internet.asked.filter((place) => place.startsWith(canary))).toEqual([]);
    const copy = await findLogo((await read(id)).logoHash ?? "");
    expect([copy?.webp, copy?.png].map((bytes) => bytes?.includes(canary) || bytes?.includes("canary"))).toEqual([
      false,
      false,
    ]);
  });
});

describe("a link is fetched", () => {
  const logoUrl = "https://cdn.orion-cdn.com/logo.png";
  const nothing = { color: "", logoUrl: "" };

  test("after it was given: when creating, when branding, when settling in; and only when it is new", async () => {
    await waiting();
    const { actor, context, organization } = await makeMember();
    const made = await createOrganization(actor, { displayName: "Orion Labs", slug: "", color: "", logoUrl });
    expect(await waiting()).toEqual([made.id]);
    await createOrganization(actor, { displayName: "Orion Labs", slug: "", ...nothing });
    expect(await waiting()).toEqual([]);
    await updateBranding(context, { color: "", logoUrl });
    expect(await waiting()).toEqual([context.organizationId]);
    await updateBranding(context, { color: "#9a3b26", logoUrl });
    expect(await waiting()).toEqual([]);
    await settleIn(context, {
      displayName: "Orion House",
      slug: organization?.slug ?? "",
      color: "",
      logoUrl: `${logoUrl}?2`,
    });
    expect(await waiting()).toEqual([context.organizationId]);
    await updateBranding(context, nothing);
    expect(await waiting()).toEqual([]);
  });

  test("and of another one nothing is said that was true of the former; the picture stays until the new one is here, or no link is", async () => {
    const { context } = await makeMember();
    const { organizationId } = context;
    await updateBranding(context, { color: "", logoUrl: `https://${internet.host(serving("no"))}/` });
    await copyLogo(organizationId);
    expect(await findLogoCopy(context)).toMatchObject({ problem: expect.any(String) });
    const good = serving(await picture("#31415a").png().toBuffer());
    await updateBranding(context, { color: "", logoUrl: `https://${internet.host(good)}/` });
    expect(await findLogoCopy(context)).toEqual({ triedAt: null, problem: null });
    await copyLogo(organizationId);
    const { logoHash } = await read(organizationId);
    await updateBranding(context, { color: "", logoUrl: `https://${internet.host(serving("no"))}/` });
    expect(await read(organizationId)).toMatchObject({ logoHash, logoUrlTriedAt: null });
    await copyLogo(organizationId);
    expect(await read(organizationId)).toMatchObject({ logoHash, logoUrlProblem: expect.any(String) });
    expect(await findLogo(logoHash ?? "")).not.toBeNull();
    const other = serving(await picture("#c01060").png().toBuffer());
    await updateBranding(context, { color: "", logoUrl: `https://${internet.host(other)}/` });
    await copyLogo(organizationId);
    const latter = (await read(organizationId)).logoHash;
    expect([null, logoHash]).not.toContain(latter);
    expect(await findLogo(logoHash ?? "")).toBeNull();
    await updateBranding(context, nothing);
    expect(await read(organizationId)).toMatchObject({ logoHash: null });
    expect(await findLogo(latter ?? "")).toBeNull();
    expect(await findLogoCopy(context)).toBeNull();
  });

  test("again when an admin asks; the picture stays meanwhile", async () => {
    const { context } = await makeMember();
    await updateBranding(context, {
      color: "",
      logoUrl: `https://${internet.host(serving(await picture("#2f4b9c").png().toBuffer()))}/`,
    });
    await copyLogo(context.organizationId);
    await waiting();
    const { logoHash } = await read(context.organizationId);
    await renewLogoCopy(context);
    expect(await waiting()).toEqual([context.organizationId]);
    expect(await findLogoCopy(context)).toEqual({ triedAt: null, problem: null });
    expect(await read(context.organizationId)).toMatchObject({ logoHash });
  });

  test("for nobody who may not, and for no other organization", async () => {
    await waiting();
    const { context } = await makeMember();
    await updateBranding(context, { color: "", logoUrl });
    await waiting();
    const member = await makeMember("member", context.organizationId);
    await expect(renewLogoCopy(member.context)).rejects.toMatchObject({ code: "forbidden" });
    await expect(findLogoCopy(member.context)).rejects.toMatchObject({ code: "forbidden" });
    const stranger = await makeMember();
    await expect(renewLogoCopy(stranger.context)).rejects.toMatchObject({ code: "not_found" });
    expect(await findLogoCopy(stranger.context)).toBeNull();
    expect(await waiting()).toEqual([]);
  });
});
