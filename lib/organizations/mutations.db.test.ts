import { createHash } from "node:crypto";
import { and, eq, isNull, sql } from "drizzle-orm";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { logos } from "#db/schema/logos";
import { memberships } from "#db/schema/memberships";
import { organizationSlugs } from "#db/schema/organization-slugs";
import { organizations } from "#db/schema/organizations";
import { users } from "#db/schema/users";
import { actorOf, contextOf, makeMember, makeOrganization, makeUser } from "#db/testing/factories";
import type { OrganizationId } from "#lib/ids";
import type { ProcessedLogo } from "./logos/types.ts";
import { createOrganization, rename, renameOrganization, settleIn, updateBranding } from "./mutations.ts";
import { findPublicBrand } from "./queries.ts";

let count = 0;
const fresh = (stem = "house") => `${stem}-${Date.now().toString(36)}-${++count}`;
const nothingElse = { logoUrl: "", color: "" };

async function creator() {
  return actorOf(await makeUser());
}

async function logoOf(background: string): Promise<ProcessedLogo> {
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background } });
  const [webp, png] = await Promise.all([picture.clone().webp().toBuffer(), picture.clone().png().toBuffer()]);
  const hash = createHash("sha256").update(webp).digest("hex");
  return { hash, webp, png, width: 8, height: 8, color: null };
}

async function read(id: OrganizationId) {
  const [row] = await installation.select().from(organizations).where(eq(organizations.id, id));
  return row;
}

const slugsOf = (id: OrganizationId) =>
  installation
    .select({ slug: organizationSlugs.slug, retiredAt: organizationSlugs.retiredAt })
    .from(organizationSlugs)
    .where(eq(organizationSlugs.organizationId, id));

describe("creating an organization", () => {
  test("makes it, its address, its first admin and the audit event", async () => {
    const actor = await creator();
    const slug = fresh();
    const made = await createOrganization(actor, { displayName: "Orion Labs", slug, color: "#9a3b26", logoUrl: "" });
    expect(made.slug).toBe(slug);
    expect(await read(made.id)).toMatchObject({ displayName: "Orion Labs", color: "#9a3b26", createdVia: "user" });
    const members = await installation.select().from(memberships).where(eq(memberships.organizationId, made.id));
    expect(members).toMatchObject([{ userId: actor.id, role: "admin" }]);
    const events = await installation
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.organizationId, made.id))
      .orderBy(auditEvents.id);
    expect(events).toMatchObject([{ action: "organization.created", actorId: actor.id, ip: "127.0.0.1" }]);
  });

  test("lets one of ten who race for an address have it; nine get the error at the field and leave nothing behind", async () => {
    const slug = fresh("race");
    const actors = await Promise.all(Array.from({ length: 10 }, creator));
    await Promise.all(actors.map(() => installation.execute(sql`select pg_sleep(0.05)`)));
    const results = await Promise.allSettled(
      actors.map((actor) => createOrganization(actor, { displayName: slug, slug, ...nothingElse })),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected")
        expect(result.reason).toMatchObject({ code: "conflict", fields: { slug: expect.any(String) } });
    }
    const made = await installation.select().from(organizations).where(eq(organizations.displayName, slug));
    expect(made).toHaveLength(1);
  });

  test("makes one when the same form is sent twice, and answers both with it", async () => {
    const actor = await creator();
    const form = { displayName: fresh(), slug: "", creationKey: fresh("key"), ...nothingElse };
    const [first, second] = await Promise.all([createOrganization(actor, form), createOrganization(actor, form)]);
    expect(first).toEqual(second);
    const made = await installation.select().from(organizations).where(eq(organizations.displayName, form.displayName));
    expect(made).toHaveLength(1);
  });

  test("keeps one person's key from answering with another person's organization", async () => {
    const [one, other] = [await creator(), await creator()];
    const form = { displayName: fresh(), slug: "", creationKey: fresh("key"), ...nothingElse };
    const made = await createOrganization(one, form);
    expect((await createOrganization(other, form)).id).not.toBe(made.id);
  });

  test.each([
    "admin",
    "login",
    "constructor",
    "xn--80ak6aa92e",
    "127.0.0.1",
    "co.uk",
    "localhost",
    "a",
    "Orion",
    "or_ion",
  ])("refuses the address %s at its field and stores nothing", async (slug) => {
    const displayName = fresh();
    const refused = createOrganization(await creator(), { displayName, slug, ...nothingElse });
    await expect(refused).rejects.toMatchObject({ code: "invalid", fields: { slug: expect.stringMatching(/\.$/) } });
    const made = await installation.select().from(organizations).where(eq(organizations.displayName, displayName));
    expect(made).toEqual([]);
  });

  test("derives an address from a name in any script, and the next one when it is taken", async () => {
    const actor = await creator();
    const names = ["株式会社オリオン", "Orión Çözüm", "Орион", "🙂", "admin"];
    for (const displayName of names) {
      const [first, second] = [
        await createOrganization(actor, { displayName, slug: "", ...nothingElse }),
        await createOrganization(actor, { displayName, slug: "", ...nothingElse }),
      ];
      expect(first.slug).toMatch(/^[a-z][a-z0-9-]{2,47}$/);
      expect(second.slug).not.toBe(first.slug);
    }
  });
});

describe("renaming an organization", () => {
  test("moves the address, keeps the former one, and can take it back", async () => {
    const { context, organization } = await makeMember();
    const before = organization?.slug ?? "";
    const next = fresh("moved");
    await renameOrganization(context, { displayName: "Moved", slug: next });
    expect((await findPublicBrand(before))?.slug).toBe(next);
    expect((await findPublicBrand(next))?.displayName).toBe("Moved");
    await renameOrganization(context, { displayName: "Moved", slug: before });
    expect((await findPublicBrand(next))?.slug).toBe(before);
    const live = (await slugsOf(context.organizationId)).filter(({ retiredAt }) => retiredAt === null);
    expect(live.map(({ slug }) => slug)).toEqual([before]);
  });

  test("never takes an address over that is or was another organization's", async () => {
    const [own, other] = await Promise.all([makeMember(), makeMember()]);
    const former = other.organization?.slug ?? "";
    const live = fresh("live");
    await renameOrganization(other.context, { displayName: "Other", slug: live });
    for (const slug of [former, live]) {
      const taken = renameOrganization(own.context, { displayName: "Thief", slug });
      await expect(taken).rejects.toMatchObject({ code: "conflict", fields: { slug: expect.any(String) } });
    }
    expect((await findPublicBrand(own.organization?.slug ?? ""))?.displayName).not.toBe("Thief");
  });

  test("saves an address unchanged that nobody could choose today", async () => {
    const { id } = await makeOrganization({ slug: `www${count++}${Date.now()}.example-org.com` });
    const user = await makeUser();
    await installation.insert(memberships).values({ organizationId: id, userId: user.id, role: "admin" });
    const [{ slug = "" } = {}] = await slugsOf(id);
    await renameOrganization(contextOf(user, id, "admin"), { displayName: "Kept", slug });
    expect(await slugsOf(id)).toEqual([{ slug, retiredAt: null }]);
    expect((await read(id))?.displayName).toBe("Kept");
  });

  test("leaves one live address when two admins rename at once", async () => {
    const { context } = await makeMember();
    await Promise.all(
      Array.from({ length: 6 }, () => renameOrganization(context, { displayName: "Busy", slug: fresh("busy") })),
    );
    const live = await installation
      .select()
      .from(organizationSlugs)
      .where(and(eq(organizationSlugs.organizationId, context.organizationId), isNull(organizationSlugs.retiredAt)));
    expect(live).toHaveLength(1);
  });

  test("is for admins, and only of that organization", async () => {
    const { context: admin } = await makeMember();
    const { context: member } = await makeMember("member", admin.organizationId);
    const input = { displayName: "Taken over", slug: fresh() };
    await expect(renameOrganization(member, input)).rejects.toMatchObject({ code: "forbidden" });
    await expect(updateBranding(member, { color: "#000000", logoUrl: "" })).rejects.toMatchObject({
      code: "forbidden",
    });
    expect((await read(admin.organizationId))?.displayName).not.toBe("Taken over");
  });
});

describe("an organization without an address", () => {
  test("is renamed and stays without; one that has an address cannot give it up", async () => {
    const { id } = await makeOrganization({ slug: null });
    const user = await makeUser();
    await installation.insert(memberships).values({ organizationId: id, userId: user.id, role: "admin" });
    await renameOrganization(contextOf(user, id, "admin"), { displayName: "Renamed", slug: "" });
    expect((await read(id))?.displayName).toBe("Renamed");
    expect(await slugsOf(id)).toEqual([]);
    const { context, organization } = await makeMember();
    await expect(renameOrganization(context, { displayName: "Bare", slug: "" })).rejects.toMatchObject({
      fields: { slug: "Type an address." },
    });
    expect((await slugsOf(context.organizationId)).map(({ slug }) => slug)).toEqual([organization?.slug]);
  });
});

describe("settling in", () => {
  test("saves name, address, colour and logo, and welcomes the person; or nothing of it", async () => {
    const { context, organization } = await makeMember();
    const { slug: taken } = await makeOrganization();
    await installation.update(users).set({ welcomedAt: null }).where(eq(users.id, context.actor.id));
    const welcomedAt = async () =>
      (await installation.select().from(users).where(eq(users.id, context.actor.id)))[0]?.welcomedAt;
    const input = { displayName: "Orion House", color: "#2f4b9c", logoUrl: "", logo: await logoOf("#08c") };

    await expect(settleIn(context, { ...input, slug: taken })).rejects.toMatchObject({
      fields: { slug: expect.stringMatching(/taken/) },
    });
    expect(await read(context.organizationId)).toMatchObject({ displayName: organization?.displayName, color: null });
    expect(await welcomedAt()).toBeNull();

    const slug = fresh();
    await settleIn(context, { ...input, slug });
    expect(await findPublicBrand(slug)).toMatchObject({ displayName: "Orion House", color: "#2f4b9c" });
    expect((await read(context.organizationId))?.logoHash).toBe(input.logo.hash);
    expect(await welcomedAt()).toBeInstanceOf(Date);
  });

  test("is for admins", async () => {
    const { context: admin } = await makeMember();
    const { context: member } = await makeMember("member", admin.organizationId);
    const input = { displayName: "Taken over", slug: fresh(), ...nothingElse };
    await expect(settleIn(member, input)).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("branding", () => {
  test("shows the new logo and deletes the replaced one once nobody shows it", async () => {
    const [one, other] = await Promise.all([makeMember(), makeMember()]);
    const [red, blue] = [await logoOf("#c00"), await logoOf("#00c")];
    const plain = { color: "", logoUrl: "" };
    await updateBranding(one.context, { ...plain, logo: red });
    await updateBranding(other.context, { ...plain, logo: red });
    await updateBranding(one.context, { ...plain, logo: blue });
    expect((await findPublicBrand(one.organization?.slug ?? ""))?.logo).toBe(`/logos/${blue.hash}.webp`);
    expect(await installation.select({ hash: logos.hash }).from(logos).where(eq(logos.hash, red.hash))).toHaveLength(1);
    await updateBranding(other.context, { ...plain, logo: null });
    expect(await installation.select({ hash: logos.hash }).from(logos).where(eq(logos.hash, red.hash))).toEqual([]);
    expect((await findPublicBrand(other.organization?.slug ?? ""))?.logo).toBeNull();
  });

  test("keeps a blob that two organizations drop and take up at the same moment", async () => {
    const members = await Promise.all(Array.from({ length: 4 }, () => makeMember()));
    const logo = await logoOf("#0c0");
    const plain = { color: "", logoUrl: "" };
    for (let round = 0; round < 10; round++) {
      await Promise.all(
        members.map(({ context }, index) =>
          updateBranding(context, { ...plain, logo: (index + round) % 2 ? logo : null }),
        ),
      );
    }
    for (const { organization } of members) {
      const brand = await findPublicBrand(organization?.slug ?? "");
      if (!brand?.logo) continue;
      expect(await installation.select({ hash: logos.hash }).from(logos).where(eq(logos.hash, logo.hash))).toHaveLength(
        1,
      );
    }
  });

  test("leaves the logo alone when only the colour changes, and writes what changed into the log", async () => {
    const { context } = await makeMember();
    const logo = await logoOf("#cc0");
    await updateBranding(context, { color: "", logoUrl: "", logo });
    await updateBranding(context, { color: "#2f4b9c", logoUrl: "" });
    expect(await read(context.organizationId)).toMatchObject({ color: "#2f4b9c", logoHash: logo.hash });
    const events = await installation
      .select({ action: auditEvents.action })
      .from(auditEvents)
      .where(eq(auditEvents.organizationId, context.organizationId));
    expect(events.map(({ action }) => action).sort()).toEqual([
      "organization.color_changed",
      "organization.logo_changed",
    ]);
  });
});

test("of two who rename at once the later one has the last word, also with the address there was before", async () => {
  const { id, displayName, slug } = await makeOrganization();
  const { context } = await makeMember("admin", id);
  const renames: Promise<void>[] = [];
  await installation.transaction(async (tx) => {
    await rename(tx, context, { displayName, slug: fresh() });
    renames.push(renameOrganization(context, { displayName, slug }));
    const waiting = sql`select from pg_locks where not granted and transactionid = pg_current_xact_id()::xid`;
    await expect.poll(async () => (await tx.execute(waiting)).rows.length, { timeout: 10_000 }).toBe(1);
  });
  await Promise.all(renames);
  expect((await slugsOf(id)).filter(({ retiredAt }) => retiredAt === null)).toMatchObject([{ slug }]);
});
