import { eq, sql } from "drizzle-orm";
import { type Database, installation } from "#db/client";
import { uniqueViolation } from "#db/errors";
import { organizations } from "#db/schema/organizations";
import { recordAudit } from "#lib/audit/mutations";
import type { InstallationContext } from "#lib/auth/context";
import { AppError } from "#lib/errors";
import type { OrganizationId } from "#lib/ids";
import { noun } from "#lib/noun";
import { assertNoSlug, claiming, createOrganization, lockToChange, rename } from "#lib/organizations/mutations";
import type { RenameOrganization } from "#lib/organizations/schema";
import type { CreateForCustomer } from "./schema.ts";

/**
 * What operators do to organizations they need not be in. Only the gate of operators makes the context, so whoever has one may.
 * A deleted organization has to be restored first.
 */

type CreationKey = { creationKey?: string | null };

/**
 * Creates an organization for a customer. Nobody is a member of it yet.
 * @throws AppError invalid, or conflict at `slug` or `externalId`
 */
export async function createForCustomer(
  { actor }: InstallationContext,
  input: CreateForCustomer & CreationKey,
): Promise<OrganizationId> {
  return (await claimingExternalId(() => createOrganization(actor, input))).id;
}

/**
 * Changes name and address. The old address redirects from then on; with `slug: ""` the organization is found by its id.
 * @throws AppError not_found, invalid, or conflict at `slug`
 */
export async function renameByOperator(
  { actor }: InstallationContext,
  organizationId: OrganizationId,
  input: RenameOrganization,
): Promise<void> {
  await claiming(input.slug, () => installation.transaction((tx) => rename(tx, { organizationId, actor }, input)));
}

/**
 * Sets the id that another system knows the organization by, or clears it with "".
 * @throws AppError not_found, or conflict at `externalId` when another organization that is not deleted has it
 */
export async function setExternalId(
  { actor }: InstallationContext,
  organizationId: OrganizationId,
  { externalId }: { externalId: string },
): Promise<void> {
  await claimingExternalId(() =>
    installation.transaction(async (tx) => {
      const before = await lockToChange(tx, { organizationId, actor });
      if ((before.externalId ?? "") === externalId) return;
      if (externalId) await assertNoSlug(tx, organizationId, externalId);
      await set(tx, organizationId, { externalId: externalId || null });
      const details = { from: before.externalId ?? "", to: externalId };
      await recordAudit(tx, { action: "organization.external_id_changed", actor, organizationId, details });
    }),
  );
}

/**
 * Replaces the metadata: what is not in `metadata` is gone afterwards.
 * @throws AppError not_found
 */
export async function setMetadata(
  { actor }: InstallationContext,
  organizationId: OrganizationId,
  { metadata }: { metadata: Record<string, string> },
): Promise<void> {
  await installation.transaction(async (tx) => {
    const before = new Map(Object.entries((await lockToChange(tx, { organizationId, actor })).metadata));
    const after = new Map(Object.entries(metadata));
    const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
      (key) => before.get(key) !== after.get(key),
    );
    if (changed.length === 0) return;
    await set(tx, organizationId, { metadata });
    // Which ones, not what they say: a log keeps for ever what a customer may want forgotten.
    const details = { keys: changed.join(", ") };
    await recordAudit(tx, { action: "organization.metadata_changed", actor, organizationId, details });
  });
}

type Columns = Partial<Pick<typeof organizations.$inferInsert, "externalId" | "metadata">>;

async function set(tx: Database, id: OrganizationId, columns: Columns): Promise<void> {
  await tx
    .update(organizations)
    .set({ ...columns, updatedAt: sql`now()` })
    .where(eq(organizations.id, id));
}

/** Runs work that may give an organization an external id; the unique index is the only judge of "taken". */
async function claimingExternalId<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (uniqueViolation(error) !== "organizations_external_id_key") throw error;
    throw AppError.conflict("externalId", `Another ${noun.one} has that id. Type a different one.`);
  }
}
