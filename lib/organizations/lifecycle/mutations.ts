import { and, eq, lte, notInArray, sql } from "drizzle-orm";
import { type Database, installation } from "#db/client";
import { uniqueViolation } from "#db/errors";
import { organizationSlugs } from "#db/schema/organization-slugs";
import { organizations } from "#db/schema/organizations";
import { recordAudit } from "#lib/audit/mutations";
import { type Actor, type AuditAction, system } from "#lib/audit/types";
import { authorize, type InstallationContext, type MemberContext } from "#lib/auth/context";
import { AppError } from "#lib/errors";
import type { OrganizationId } from "#lib/ids";
import { logUnexpected } from "#lib/logger";
import { lookupKey } from "#lib/lookup-key";
import { noun } from "#lib/noun";
import { reclaimDomains, releaseDomains } from "#lib/organizations/domains/mutations";
import { removeUnusedLogo } from "#lib/organizations/logos/mutations";
import { isActive, lastOpenedFirst, touched } from "#lib/organizations/lookup";
import { isSlugOfAnother } from "#lib/organizations/slugs/mutations";
import { dropPortalLinks } from "#lib/portal-links/mutations";
import { purge } from "#lib/purge";
import { confirms, graceDays, heldDays } from "./rules.ts";
import type { DeleteOrganization } from "./schema.ts";

/**
 * Any constant. Whoever closes an organization moves its people to others, which somebody may be closing at the same moment: one
 * after the other, nobody is moved into one that is not active, and no two wait for each other.
 */
const closingLock = 727_465_002;

type State = {
  displayName: string;
  externalId: string | null;
  deactivatedAt: Date | null;
  deletedAt: Date | null;
  /** Whether its 30 days are over. */
  expired: boolean;
};

/** The organization's row, locked until the transaction ends. */
async function lockState(tx: Database, id: OrganizationId): Promise<State> {
  const [state] = await tx
    .select({
      displayName: organizations.displayName,
      externalId: organizations.externalId,
      deactivatedAt: organizations.deactivatedAt,
      deletedAt: organizations.deletedAt,
      expired: sql<boolean>`coalesce(${organizations.deletedAt} <= now() - make_interval(days => ${graceDays}), false)`,
    })
    .from(organizations)
    .where(eq(organizations.id, lookupKey(id) as OrganizationId))
    .for("update");
  if (!state) throw AppError.notFound();
  return state;
}

/** Moves every session that is in the organization to another active one of its person, the last opened, else their oldest; or to none. */
async function moveSessionsOut(tx: Database, id: OrganizationId): Promise<void> {
  await tx.execute(sql`
    update sessions set organization_id = (
      select m.organization_id from memberships m join organizations o on o.id = m.organization_id and ${isActive("o")}
      where m.user_id = sessions.user_id and m.organization_id <> ${id}
      order by ${lastOpenedFirst} limit 1
    ) where organization_id = ${id}`);
}

type Change = Partial<Record<"deactivatedAt" | "deletedAt", ReturnType<typeof sql> | null>>;

async function change(tx: Database, actor: Actor, id: OrganizationId, set: Change, action: AuditAction, name: string) {
  await tx
    .update(organizations)
    .set({ ...set, updatedAt: touched })
    .where(eq(organizations.id, id));
  await recordAudit(tx, { action, actor, organizationId: id, details: { name } });
}

/** One at a time through all of the installation; closing is rare. */
function closing<T>(work: (tx: Database) => Promise<T>): Promise<T> {
  return installation.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${closingLock})`);
    return work(tx);
  });
}

async function remove(tx: Database, actor: Actor, id: OrganizationId, { displayName }: State): Promise<void> {
  await change(tx, actor, id, { deletedAt: sql`now()` }, "organization.deleted", displayName);
  await releaseDomains(tx, id);
  await dropPortalLinks(tx, id);
  await moveSessionsOut(tx, id);
}

const deletedAlready = () => new AppError("conflict", `That ${noun.one} is deleted. Restore it first.`);

/**
 * Shuts an organization without losing anything: its door is not there, nobody gets in, sessions in it move on, portals end. Members read that
 * it is deactivated. Doing it again changes nothing.
 * @throws AppError not_found, or conflict when it is deleted
 */
export async function deactivateOrganization({ actor }: InstallationContext, id: OrganizationId): Promise<void> {
  await closing(async (tx) => {
    const state = await lockState(tx, id);
    if (state.deletedAt) throw deletedAlready();
    if (state.deactivatedAt) return;
    await change(tx, actor, id, { deactivatedAt: sql`now()` }, "organization.deactivated", state.displayName);
    await dropPortalLinks(tx, id);
    await moveSessionsOut(tx, id);
  });
}

/**
 * Activates a deactivated organization. Doing it again changes nothing.
 * @throws AppError not_found, or conflict when it is deleted
 */
export async function activateOrganization({ actor }: InstallationContext, id: OrganizationId): Promise<void> {
  await installation.transaction(async (tx) => {
    const state = await lockState(tx, id);
    if (state.deletedAt) throw deletedAlready();
    if (!state.deactivatedAt) return;
    await change(tx, actor, id, { deactivatedAt: null }, "organization.activated", state.displayName);
  });
}

/**
 * Deletes an organization: for everyone but operators it is gone at once, sessions in it move on, its external id is free; its
 * addresses stay held. For 30 days it can be restored. Doing it again changes nothing.
 * @throws AppError not_found
 */
export async function deleteOrganization({ actor }: InstallationContext, id: OrganizationId): Promise<void> {
  await closing(async (tx) => {
    const state = await lockState(tx, id);
    if (!state.deletedAt) await remove(tx, actor, id, state);
  });
}

/**
 * Takes a deletion back within 30 days: members and addresses are as they were, and so is whether it was deactivated. Domains are
 * looked for again at once, because another organization may have verified one meanwhile.
 * Sessions are not moved back. Doing it again changes nothing.
 * @throws AppError not_found, also when the 30 days are over; conflict at `externalId` when another organization
 * has it by now, as its own or as its address
 */
export async function restoreOrganization({ actor }: InstallationContext, id: OrganizationId): Promise<void> {
  try {
    await installation.transaction(async (tx) => {
      const state = await lockState(tx, id);
      if (state.expired) throw AppError.notFound(`It was deleted more than ${graceDays} days ago.`);
      if (!state.deletedAt) return;
      if (state.externalId && (await isSlugOfAnother(tx, state.externalId, id))) throw externalIdTaken();
      await change(tx, actor, id, { deletedAt: null }, "organization.restored", state.displayName);
      await reclaimDomains(tx, id);
    });
  } catch (error) {
    if (uniqueViolation(error) !== "organizations_external_id_key") throw error;
    throw externalIdTaken();
  }
}

const externalIdTaken = () =>
  AppError.conflict("externalId", `Another ${noun.one} has its external id by now. Change one of the two first.`);

/**
 * Deletes the organization its admin is in, as deleteOrganization does, when its name was typed.
 * @throws AppError forbidden, invalid at `confirmation`, or not_found when it is not active any more
 */
export async function deleteOwnOrganization(
  context: MemberContext,
  { confirmation }: DeleteOrganization,
): Promise<void> {
  authorize(context, "organization:manage");
  const { organizationId, actor } = context;
  await closing(async (tx) => {
    const state = await lockState(tx, organizationId);
    if (state.deletedAt || state.deactivatedAt) throw AppError.notFound();
    if (!confirms(confirmation, state.displayName)) {
      throw AppError.invalid({ confirmation: "Type the name as it is written above." });
    }
    await remove(tx, actor, organizationId, state);
  });
}

/**
 * Removes for good what was deleted more than 30 days ago: memberships, domains and what nobody else shows of its logo go with
 * the organization; audit rows stay. Its addresses stay held until 90 days after the deletion, and go when that is over. Processes
 * that do it at the same time share the work. One that cannot be removed is logged and left until the next time.
 */
export async function purgeOrganizations(): Promise<void> {
  const failed: OrganizationId[] = [];
  while (await purgeNext(failed));
  await purge(organizationSlugs, lte(organizationSlugs.heldUntil, sql`now()`));
}

/** A transaction for each, so that none keeps the others. @returns whether one was due */
async function purgeNext(failed: OrganizationId[]): Promise<boolean> {
  const purging: { id?: OrganizationId } = {};
  try {
    const logoHash = await installation.transaction(async (tx) => {
      const [due] = await tx
        .select({ id: organizations.id, name: organizations.displayName, logoHash: organizations.logoHash })
        .from(organizations)
        .where(
          and(
            sql`${organizations.deletedAt} <= now() - make_interval(days => ${graceDays})`,
            notInArray(organizations.id, failed),
          ),
        )
        .orderBy(organizations.deletedAt)
        .limit(1)
        .for("update", { skipLocked: true });
      if (!due) return null;
      const { id, name } = due;
      purging.id = id;
      await tx
        .update(organizationSlugs)
        .set({ heldUntil: sql`${organizations.deletedAt} + make_interval(days => ${heldDays})` })
        .from(organizations)
        .where(and(eq(organizations.id, id), eq(organizationSlugs.organizationId, id)));
      await recordAudit(tx, { action: "organization.purged", actor: system, organizationId: id, details: { name } });
      await tx.delete(organizations).where(eq(organizations.id, id));
      return due.logoHash;
    });
    // Afterwards, since only what is committed says whether another one shows the same picture.
    if (logoHash) await removeUnusedLogo(logoHash);
  } catch (error) {
    if (!purging.id) throw error;
    failed.push(purging.id);
    logUnexpected(error, { where: "purge", organizationId: purging.id });
  }
  return purging.id !== undefined;
}
