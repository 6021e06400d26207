import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { organizations } from "#db/schema/organizations";
import { portalLinks } from "#db/schema/portal-links";
import { makeMember, makeOperator, makeOrganization } from "#db/testing/factories";
import { installationProof, type PortalContext, portalProof } from "#lib/auth/context";
import { newId, type OrganizationId } from "#lib/ids";
import { addDomain, removeDomain, verifyDomain } from "#lib/organizations/domains/mutations";
import { listDomains } from "#lib/organizations/domains/queries";
import {
  activateOrganization,
  deactivateOrganization,
  deleteOrganization,
  restoreOrganization,
} from "#lib/organizations/lifecycle/mutations";
import { renewLogoCopy } from "#lib/organizations/logos/mutations";
import { findLogoCopy } from "#lib/organizations/logos/queries";
import { renameOrganization, updateBranding } from "#lib/organizations/mutations";
import { readPortal } from "#lib/organizations/queries";
import { createPortalLink, deletePortalLinks, finishPortal, openPortalLink, purgePortalLinks } from "./mutations.ts";
import { findLinkBrand, findOpenPortal, listPortalLinks } from "./queries.ts";
import { type PortalFeature, permissionsIn, portalFeatures } from "./rules.ts";

const client = installationProof({ kind: "api_client", id: newId("skc"), ip: "203.0.113.7" });
const tokenIn = (location: string) => location.slice(location.lastIndexOf("/") + 1);

/** A link to a new organization's portal. */
async function makeLink(features: readonly PortalFeature[] = []) {
  const { id: organizationId } = await makeOrganization();
  const link = await createPortalLink(client, organizationId, { features });
  return { ...link, organizationId, token: tokenIn(link.location) };
}

/** The portal that it opened, as its gate knows it. */
async function makePortal(features: readonly PortalFeature[] = []) {
  const link = await makeLink(features);
  const opened = await openPortalLink(link.token, "203.0.113.9");
  if (!opened) throw new Error("A new link opens.");
  const context: PortalContext = portalProof({
    organizationId: link.organizationId,
    actor: { kind: "portal_link", id: link.id, ip: null },
    permissions: new Set(permissionsIn(features)),
  });
  return { ...link, session: opened.token, context };
}

const rowOf = async (id: (typeof portalLinks.$inferSelect)["id"]) =>
  (await installation.select().from(portalLinks).where(eq(portalLinks.id, id)))[0];

const eventsOf = async (organizationId: OrganizationId) =>
  (
    await installation
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.organizationId, organizationId))
      .orderBy(auditEvents.id)
  )
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ action, actorKind, actorId }) => [action, actorKind, actorId]);

const code = (expected: string) => expect.objectContaining({ code: expected });

describe("a portal link", () => {
  test("leads to this installation, for a minute by the database's clock, and is kept as a hash", async () => {
    const { id, location, expireTime, token, organizationId } = await makeLink(["sso", "dir_sync", "sso"]);
    expect(location).toMatch(/^http:\/\/localhost:\d+\/portal\/open\/[\w-]{43}$/);
    const row = await rowOf(id);
    expect(row).toMatchObject({ organizationId, features: ["dir_sync", "sso"], createdBy: client.actor.id });
    expect([row?.expiresAt, Number(expireTime) - Number(row?.createdAt)]).toEqual([expireTime, 60_000]);
    expect(JSON.stringify(row)).not.toContain(token);
    expect(await eventsOf(organizationId)).toEqual([["portal_link.created", "api_client", client.actor.id]]);
  });

  test("is made for no organization that is unknown, deleted or deactivated", async () => {
    const deleted = await makeOrganization({ deletedAt: new Date() });
    const deactivated = await makeOrganization({ deactivatedAt: new Date() });
    const make = (id: OrganizationId) => createPortalLink(client, id, { features: [] });
    await expect(make(newId("org"))).rejects.toEqual(code("not_found"));
    await expect(make(deleted.id)).rejects.toEqual(code("not_found"));
    await expect(make(deactivated.id)).rejects.toEqual(code("conflict"));
  });

  test("opens once, however many open it together, for six hours", async () => {
    const { id, token, organizationId } = await makeLink();
    await Promise.all(Array.from({ length: 8 }, () => findLinkBrand(token)));
    const opened = await Promise.all(Array.from({ length: 8 }, () => openPortalLink(token, null)));
    const [won, ...others] = opened.filter((each) => each !== null);
    expect(others).toEqual([]);
    expect(won?.id).toBe(id);
    expect((await findOpenPortal(id, won?.token ?? ""))?.brand.organizationId).toBe(organizationId);
    const row = await rowOf(id);
    expect(Number(row?.sessionExpiresAt) - Number(row?.openedAt)).toBe(6 * 3_600_000);
    expect(JSON.stringify(row)).not.toContain(won?.token);
    expect(await eventsOf(organizationId)).toEqual([
      ["portal_link.created", "api_client", client.actor.id],
      ["portal_link.opened", "portal_link", id],
    ]);
    expect([await findLinkBrand(token), await openPortalLink(token, null)]).toEqual([null, null]);
  });

  test("is looked at any number of times before", async () => {
    const { token, organizationId } = await makeLink();
    for (let looks = 0; looks < 3; looks++) {
      expect((await findLinkBrand(token))?.organizationId).toBe(organizationId);
    }
    expect(await openPortalLink(token, null)).not.toBeNull();
  });

  test("opens nothing when it is too old, deleted, shortened or made up, or its organization is closed", async () => {
    const [old, gone, whole, shut, deleted] = await Promise.all(Array.from({ length: 5 }, () => makeLink()));
    if (!old || !gone || !whole || !shut || !deleted) throw new Error("Five were made.");
    await installation.update(portalLinks).set({ expiresAt: new Date() }).where(eq(portalLinks.id, old.id));
    await deletePortalLinks(client, gone.organizationId, gone.id);
    const now = { deactivatedAt: new Date() };
    await installation.update(organizations).set(now).where(eq(organizations.id, shut.organizationId));
    await installation
      .update(organizations)
      .set({ deletedAt: new Date() })
      .where(eq(organizations.id, deleted.organizationId));
    const cut = [whole.token.slice(0, -1), `${whole.token}A`, whole.token.toUpperCase(), ""];
    for (const token of [old.token, gone.token, shut.token, deleted.token, ...cut]) {
      expect([token, await findLinkBrand(token), await openPortalLink(token, null)]).toEqual([token, null, null]);
    }
    expect((await rowOf(whole.id))?.openedAt).toBeNull();
  });

  test("is listed until it is over, and deleted by its own organization's name only", async () => {
    const { id, organizationId } = await makeLink(["sso"]);
    const second = await createPortalLink(client, organizationId, { features: [] });
    const stranger = await makeLink();
    const list = () => listPortalLinks(client, organizationId);
    expect((await list()).map((link) => [link.id, link.features])).toEqual([
      [second.id, []],
      [id, ["sso"]],
    ]);
    await installation.update(portalLinks).set({ expiresAt: new Date() }).where(eq(portalLinks.id, id));
    expect((await list()).map((link) => [link.id, link.expireTime])).toEqual([[second.id, second.expireTime]]);
    const removal = deletePortalLinks(client, organizationId, stranger.id);
    await expect(removal).rejects.toEqual(code("not_found"));
    expect(await rowOf(stranger.id)).toBeDefined();
    await deletePortalLinks(client, organizationId);
    expect([await rowOf(id), await rowOf(second.id)]).toEqual([undefined, undefined]);
    expect(await rowOf(stranger.id)).toBeDefined();
    await expect(deletePortalLinks(client, organizationId, id)).rejects.toEqual(code("not_found"));
  });
});

describe("a portal", () => {
  test("is open to the browser that opened it and closes by time, by hand, with its link and with its organization", async () => {
    const portals = await Promise.all(Array.from({ length: 5 }, () => makePortal()));
    const [late, finished, deleted, shut, stays] = portals;
    if (!late || !finished || !deleted || !shut || !stays) throw new Error("Five were opened.");
    const isActive = async ({ id, session }: { id: string; session: string }) =>
      (await findOpenPortal(id, session)) !== null;
    expect(await Promise.all(portals.map(isActive))).toEqual([true, true, true, true, true]);
    expect(await isActive({ id: late.id, session: stays.session })).toBe(false);
    expect(await isActive({ id: late.id, session: late.token })).toBe(false);
    await installation.update(portalLinks).set({ sessionExpiresAt: new Date() }).where(eq(portalLinks.id, late.id));
    await finishPortal(finished.context);
    await finishPortal(finished.context);
    await deletePortalLinks(client, deleted.organizationId);
    const state = { deactivatedAt: new Date() };
    await installation.update(organizations).set(state).where(eq(organizations.id, shut.organizationId));
    expect(await Promise.all(portals.map(isActive))).toEqual([false, false, false, false, true]);
    expect((await eventsOf(finished.organizationId)).filter(([action]) => action === "portal_link.finished")).toEqual([
      ["portal_link.finished", "portal_link", finished.id],
    ]);
    // A change that was under way when it was shut does nothing either.
    await expect(renameOrganization(shut.context, { displayName: "Lyra" })).rejects.toEqual(code("not_found"));
  });

  test("that an operator shut with its organization does not open again with it", async () => {
    const operator = await makeOperator();
    const [deactivated, deleted] = [await makePortal(), await makePortal()];
    await deactivateOrganization(operator, deactivated.organizationId);
    await activateOrganization(operator, deactivated.organizationId);
    await deleteOrganization(operator, deleted.organizationId);
    await restoreOrganization(operator, deleted.organizationId);
    for (const { id, session } of [deactivated, deleted]) expect(await findOpenPortal(id, session)).toBeNull();
  });

  test("without features changes name, branding and domains, as itself", async () => {
    const { id, organizationId, context } = await makePortal();
    await renameOrganization(context, { displayName: "Lyra Labs" });
    await updateBranding(context, { color: "#1f6b4a", logoUrl: "" });
    const domain = `lyra-${Date.now().toString(36)}.com`;
    await addDomain(context, domain);
    const [entry] = await listDomains(context);
    expect(entry).toMatchObject({ domain, status: "pending", createdVia: "user" });
    await removeDomain(context, entry?.id ?? "");
    expect((await eventsOf(organizationId)).slice(2)).toEqual(
      ["organization.renamed", "organization.color_changed", "domain.added", "domain.removed"].map((action) => [
        action,
        "portal_link",
        id,
      ]),
    );
    // What nobody could choose in a browser nobody chooses here, and people are the members' business.
    const taking = renameOrganization(context, { displayName: "Lyra Labs", slug: "admin" });
    await expect(taking).rejects.toEqual(code("invalid"));
    await expect(readPortal(context, { members: 5, events: 5 })).rejects.toEqual(code("forbidden"));
  });

  for (const features of [["sso"], ["dir_sync"], [...portalFeatures]] as const) {
    test(`for ${features.join(" and ")} changes domains and nothing else`, async () => {
      const { organizationId, context } = await makePortal(features);
      const domain = `lyra-${Date.now().toString(36)}-${features.length}.com`;
      await addDomain(context, domain);
      expect((await listDomains(context)).map((entry) => entry.domain)).toEqual([domain]);
      const before = await eventsOf(organizationId);
      for (const refused of [
        () => renameOrganization(context, { displayName: "Lyra" }),
        () => updateBranding(context, { color: "#ff0000", logoUrl: "" }),
        () => renewLogoCopy(context),
        () => findLogoCopy(context),
        () => readPortal(context, { members: 5, events: 5 }),
      ]) {
        await expect(refused()).rejects.toEqual(code("forbidden"));
      }
      expect(await eventsOf(organizationId)).toEqual(before);
    });
  }

  test("reaches no other organization's domain", async () => {
    const { context } = await makePortal();
    const victim = await makeMember();
    await addDomain(victim.context, `orion-${Date.now().toString(36)}-v.com`);
    const [entry] = await listDomains(victim.context);
    await expect(removeDomain(context, entry?.id ?? "")).rejects.toEqual(code("not_found"));
    await expect(verifyDomain(context, entry?.id ?? "")).rejects.toEqual(code("not_found"));
    expect(await listDomains(victim.context)).toEqual([entry]);
  });

  test("that is over leaves no row behind, and one that is open stays", async () => {
    const [over, open] = [await makePortal(), await makePortal()];
    const long = new Date(Date.now() - 6 * 3_600_000 - 61_000);
    await installation.update(portalLinks).set({ createdAt: long }).where(eq(portalLinks.id, over.id));
    await purgePortalLinks();
    expect([await rowOf(over.id), (await rowOf(open.id))?.id]).toEqual([undefined, open.id]);
  });
});
