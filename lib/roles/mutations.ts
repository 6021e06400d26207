import { eq, or, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { databaseError, uniqueViolation } from "#db/errors";
import { permissions, rolePermissions } from "#db/schema/permissions";
import { recordAudit } from "#lib/audit/mutations";
import type { AuditAction } from "#lib/audit/types";
import type { InstallationContext } from "#lib/auth/context";
import { AppError } from "#lib/errors";
import { mostOfRole, mostPermissions, roleName } from "./rules.ts";
import type { CreatePermission } from "./schema.ts";
import type { RoleGrant } from "./types.ts";

/**
 * The catalogue of application permissions, kept by operators. Only their gate makes the context, so whoever has one may. Sessions and
 * tokens read it each time, so a change is in the next of them.
 */

/** Any constant. Whoever makes the catalogue or a role's part of it larger does so alone, so that what is counted stays so. */
const growingLock = 727_465_003;
const growAlone = sql`select pg_advisory_xact_lock(${growingLock})`;

/**
 * Adds a permission. No role has it yet.
 * @throws AppError conflict at `name`, or invalid when there are as many as there may be
 */
export async function createPermission({ actor }: InstallationContext, input: CreatePermission): Promise<void> {
  const { name, description } = input;
  try {
    await installation.transaction(async (tx) => {
      await tx.execute(growAlone);
      await tx.insert(permissions).values({ name, description });
      if ((await tx.$count(permissions)) > mostPermissions) {
        const message = `The catalogue holds ${mostPermissions} permissions. Delete one that is not needed any more.`;
        throw AppError.invalid({ name: message });
      }
      await recordAudit(tx, { action: "permission.created", actor, details: { permission: name } });
    });
  } catch (error) {
    if (uniqueViolation(error) !== "permissions_pkey") throw error;
    throw AppError.conflict("name", "There is a permission of that name already.");
  }
}

/**
 * Says anew what a permission is for.
 * @throws AppError not_found
 */
export async function describePermission({ actor }: InstallationContext, input: CreatePermission): Promise<void> {
  const { name, description } = input;
  await installation.transaction(async (tx) => {
    const [before] = await tx.select().from(permissions).where(eq(permissions.name, name)).for("update");
    if (!before) throw AppError.notFound(gone(name));
    if (before.description === description) return;
    await tx.update(permissions).set({ description }).where(eq(permissions.name, name));
    await recordAudit(tx, { action: "permission.described", actor, details: { permission: name } });
  });
}

/**
 * Gives roles permissions and takes some away. What is so already stays so and is not recorded.
 * @throws AppError conflict when one that is to be given is no longer there, invalid at `permissionNames` when a role would have more
 *   than it may; then nothing changes
 */
export async function changeGrants(
  { actor }: InstallationContext,
  { grant, revoke }: { grant: readonly RoleGrant[]; revoke: readonly RoleGrant[] },
): Promise<void> {
  const record = (action: AuditAction, changed: readonly { role: string; permission: string }[]) =>
    changed.map((details) => ({ action, actor, details }));
  try {
    await installation.transaction(async (tx) => {
      if (grant.length > 0) await tx.execute(growAlone);
      const taken =
        revoke.length > 0
          ? await tx
              .delete(rolePermissions)
              .where(or(...revoke.map(isGrant)))
              .returning()
          : [];
      const given =
        grant.length > 0
          ? await tx
              .insert(rolePermissions)
              .values([...grant])
              .onConflictDoNothing()
              .returning()
          : [];
      for (const role of new Set(given.map((one) => one.role))) {
        if ((await tx.$count(rolePermissions, eq(rolePermissions.role, role))) > mostOfRole) {
          const message = `A role has ${mostOfRole} permissions at most. Take some from ${roleName(role)} first.`;
          throw AppError.invalid({ permissionNames: message });
        }
      }
      const entries = [...record("permission.granted", given), ...record("permission.revoked", taken)];
      if (entries.length > 0) await recordAudit(tx, ...entries);
    });
  } catch (error) {
    if (databaseError(error)?.code !== foreignKeyViolation) throw error;
    throw new AppError("conflict", "One of these permissions has been deleted meanwhile. Look at the list again.");
  }
}

const foreignKeyViolation = "23503";

const isGrant = ({ role, permission }: RoleGrant) =>
  sql`(${rolePermissions.role}, ${rolePermissions.permission}) = (${role}, ${permission})`;

/**
 * Deletes a permission, and with it from every role.
 * @throws AppError not_found
 */
export async function deletePermission({ actor }: InstallationContext, { name }: { name: string }): Promise<void> {
  await installation.transaction(async (tx) => {
    const [deleted] = await tx.delete(permissions).where(eq(permissions.name, name)).returning();
    if (!deleted) throw AppError.notFound(gone(name));
    await recordAudit(tx, { action: "permission.deleted", actor, details: { permission: name } });
  });
}

const gone = (name: string) => `There is no permission “${name.slice(0, 64)}” any more.`;
