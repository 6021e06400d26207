import { randomBytes } from "node:crypto";
import { eq, inArray } from "drizzle-orm";
import { describe, expect, test, vi } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { logos } from "#db/schema/logos";
import { memberships } from "#db/schema/memberships";
import { organizationDomains } from "#db/schema/organization-domains";
import { organizationSlugs } from "#db/schema/organization-slugs";
import { organizations } from "#db/schema/organizations";
import { connected } from "#db/testing/database";
import {
  makeMember,
  makeMembership,
  makeOperator,
  makeOrganization,
  makeSession,
  makeUser,
} from "#db/testing/factories";
import { env } from "#lib/env";
import { newId, type OrganizationId } from "#lib/ids";
import { log } from "#lib/logger";
import { createOrganization } from "#lib/organizations/mutations";
import { findPublicBrand } from "#lib/organizations/queries";
import { checkAvailability } from "#lib/organizations/slugs/queries";
import { findLiveSession } from "#lib/sessions/queries";
import { deleteOrganization, purgeOrganizations, restoreOrganization } from "./mutations.ts";

const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3_600_000 - 60_000);

async function makeLogo(): Promise<string> {
  const hash = randomBytes(32).toString("hex");
  await installation.insert(logos).values({ hash, webp: Buffer.of(1), png: Buffer.of(1) });
  return hash;
}

const deletedSince = (id: OrganizationId, days: number) =>
  installation
    .update(organizations)
    .set({ deletedAt: daysAgo(days) })
    .where(eq(organizations.id, id));

const slugsOf = (id: OrganizationId) =>
  installation.select().from(organizationSlugs).where(eq(organizationSlugs.organizationId, id));

const exists = async (id: OrganizationId) =>
  (await installation.select({ id: organizations.id }).from(organizations).where(eq(organizations.id, id))).length > 0;

const hasLogo = async (hash: string) =>
  (await installation.select({ hash: logos.hash }).from(logos).where(eq(logos.hash, hash))).length > 0;

const input = (slug: string) => ({ displayName: "Lyra Labs", slug, color: "", logoUrl: "" });

describe("the purge", () => {
  test("takes what was deleted 30 days ago and leaves everything else", async () => {
    const [due, waiting, open] = [await makeOrganization(), await makeOrganization(), await makeOrganization()];
    const off = await makeOrganization({ deactivatedAt: daysAgo(400) });
    await deletedSince(due.id, 30);
    await deletedSince(waiting.id, 29);
    await purgeOrganizations();
    expect(await Promise.all([due, waiting, open, off].map(({ id }) => exists(id)))).toEqual([false, true, true, true]);
    await restoreOrganization(await makeOperator(), waiting.id);
    expect((await findPublicBrand(waiting.slug))?.organizationId).toBe(waiting.id);
  });

  test("takes memberships, domains and the logo along; people, their sessions and the record stay", async () => {
    const [logo, shared] = [await makeLogo(), await makeLogo()];
    const { id } = await makeOrganization({ logoHash: logo });
    const second = await makeOrganization({ logoHash: shared });
    const other = await makeOrganization({ logoHash: shared });
    const { user } = await makeMember("member", id);
    await makeMembership(second.id, user.id);
    const session = await makeSession(user.id, { organizationId: id });
    await installation.insert(organizationDomains).values({
      id: newId("dom"),
      organizationId: id,
      domain: `${id.replace("_", "-")}.com`,
      token: "t",
      status: "verified",
      createdVia: "user",
    });
    const operator = await makeOperator();
    for (const each of [id, second.id]) {
      await deleteOrganization(operator, each);
      await deletedSince(each, 31);
    }
    await purgeOrganizations();
    expect([await exists(id), await exists(second.id), await exists(other.id)]).toEqual([false, false, true]);
    expect([await hasLogo(logo), await hasLogo(shared)]).toEqual([false, true]);
    const left = await Promise.all(
      [memberships, organizationDomains].map((table) =>
        installation.select().from(table).where(eq(table.organizationId, id)),
      ),
    );
    expect(left).toEqual([[], []]);
    expect((await findLiveSession(session.token))?.organization).toBeNull();
    const events = await installation
      .select({ action: auditEvents.action, actor: auditEvents.actorKind })
      .from(auditEvents)
      .where(eq(auditEvents.organizationId, id))
      .orderBy(auditEvents.id);
    expect(events).toEqual([
      { action: "organization.deleted", actor: "operator" },
      { action: "organization.purged", actor: "system" },
    ]);
  });

  test("holds the addresses, live and former, for 90 days; they lead nowhere, and then anybody can have them", async () => {
    const { id, slug } = await makeOrganization();
    const former = `${slug}-former`;
    await installation.insert(organizationSlugs).values({ slug: former, organizationId: id, retiredAt: daysAgo(200) });
    await deletedSince(id, 31);
    const user = await makeUser();
    await purgeOrganizations();
    for (const held of [slug, former]) {
      expect(await findPublicBrand(held)).toBeNull();
      expect((await checkAvailability(held)).status).toBe("taken");
      await expect(createOrganization({ kind: "user", id: user.id }, input(held))).rejects.toMatchObject({
        code: "conflict",
        fields: { slug: expect.any(String) },
      });
    }
    const until = (await slugsOf(id)).map(({ heldUntil }) =>
      Math.round(((heldUntil?.getTime() ?? 0) - Date.now()) / 8.64e7),
    );
    expect(until).toEqual([59, 59]);

    await installation
      .update(organizationSlugs)
      .set({ heldUntil: daysAgo(0) })
      .where(eq(organizationSlugs.slug, slug));
    await purgeOrganizations();
    expect((await slugsOf(id)).map((row) => row.slug)).toEqual([former]);
    expect((await checkAvailability(slug)).status).toBe("available");
    const made = await createOrganization({ kind: "user", id: user.id }, input(slug));
    expect((await findPublicBrand(slug))?.organizationId).toBe(made.id);
  });

  test("gives addresses back at once when nobody purged for more than 90 days", async () => {
    const { id } = await makeOrganization();
    await deletedSince(id, 91);
    await purgeOrganizations();
    expect([await exists(id), await slugsOf(id)]).toEqual([false, []]);
  });

  test("leaves one that cannot be removed, and takes the others and the addresses", async () => {
    const [refused, other] = [await makeOrganization(), await makeOrganization()];
    const released = await makeOrganization();
    await deletedSince(refused.id, 80);
    await deletedSince(other.id, 31);
    await deletedSince(released.id, 91);
    const told = vi.spyOn(log(), "error");
    await connected(env.DATABASE_URL, async (client) => {
      await client.query(`create function refuse() returns trigger language plpgsql as $$ begin
        raise exception 'refused: %', old.display_name; end $$;
        create trigger refuse before delete on organizations for each row
        when (old.id = '${refused.id}') execute function refuse()`);
      try {
        await purgeOrganizations();
      } finally {
        await client.query("drop trigger refuse on organizations; drop function refuse()");
      }
    });
    expect(await Promise.all([refused, other, released].map(({ id }) => exists(id)))).toEqual([true, false, false]);
    expect(await slugsOf(released.id)).toEqual([]);
    expect((await slugsOf(refused.id)).map(({ heldUntil }) => heldUntil)).toEqual([null]);
    expect(told.mock.calls.map(([facts]) => facts)).toEqual([
      expect.objectContaining({ where: "purge", organizationId: refused.id }),
    ]);
    expect(JSON.stringify(told.mock.calls)).not.toContain("refused");
    await purgeOrganizations();
    expect(await exists(refused.id)).toBe(false);
  });

  test("does the same however many do it at once and however often", async () => {
    const logo = await makeLogo();
    const due = await Promise.all(Array.from({ length: 120 }, () => makeOrganization({ logoHash: logo })));
    const ids = due.map(({ id }) => id);
    await installation
      .update(organizations)
      .set({ deletedAt: daysAgo(31) })
      .where(inArray(organizations.id, ids));
    await Promise.all([purgeOrganizations(), purgeOrganizations(), purgeOrganizations()]);
    await purgeOrganizations();
    expect(await installation.select().from(organizations).where(inArray(organizations.id, ids))).toEqual([]);
    expect(await hasLogo(logo)).toBe(false);
    const purged = await installation.select().from(auditEvents).where(inArray(auditEvents.organizationId, ids));
    expect(purged).toHaveLength(120);
    const held = await installation
      .select({ heldUntil: organizationSlugs.heldUntil })
      .from(organizationSlugs)
      .where(inArray(organizationSlugs.organizationId, ids));
    expect(held.filter(({ heldUntil }) => heldUntil !== null)).toHaveLength(120);
  });
});
