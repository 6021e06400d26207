import { and, eq, isNull } from "drizzle-orm";
import { type Database, installation } from "#db/client";
import { uniqueViolation } from "#db/errors";
import { organizations } from "#db/schema/organizations";
import { recordAudit } from "#lib/audit/mutations";
import type { InstallationContext } from "#lib/auth/context";
import type { CreationKey } from "#lib/creation-key";
import { AppError } from "#lib/errors";
import type { OrganizationId } from "#lib/ids";
import { noun } from "#lib/noun";
import { removeUnusedLogo } from "#lib/organizations/logos/mutations";
import {
  type Change,
  createOrganization,
  lockToChange,
  rebrand,
  rename,
  setColumns,
} from "#lib/organizations/mutations";
import { type Feature, versionOf } from "#lib/organizations/records/queries";
import type { RenameOrganization } from "#lib/organizations/schema";
import { assertNoSlug, claiming } from "#lib/organizations/slugs/mutations";
import { mostFeatures } from "./rules.ts";
import type { CreateForCustomer } from "./schema.ts";

/**
 * What operators do to organizations they need not be in. Only the gate of operators makes the context, so whoever has one may.
 * A deleted organization has to be restored first.
 */

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

/** What changes of an organization; undefined leaves as it is, "" clears an address, an external id or a logo link. */
export type OrganizationPatch = Partial<RenameOrganization & ExternalId & Metadata> & { logoUrl?: string };

/**
 * Changes any properties of an organization: all of them or none.
 * @param version the `updatedAt` of the record that the caller has seen; null: whatever it is by now
 * @throws AppError not_found, invalid; conflict at `slug` or `externalId`; stale when it has been changed since `version`
 */
export async function updateOrganization(
  { actor }: InstallationContext,
  organizationId: OrganizationId,
  patch: OrganizationPatch,
  version: string | null = null,
): Promise<void> {
  const change = { organizationId, actor };
  const replaced = await claimingExternalId(() =>
    claiming(patch.slug ?? "", () =>
      installation.transaction(async (tx) => {
        if (version !== null) await assertUnchanged(tx, organizationId, version);
        if (patch.displayName !== undefined || patch.slug !== undefined) await rename(tx, change, patch);
        if (patch.externalId !== undefined) await changeExternalId(tx, change, patch.externalId);
        if (patch.metadata !== undefined) await changeMetadata(tx, change, patch.metadata);
        return patch.logoUrl === undefined ? null : rebrand(tx, change, { logoUrl: patch.logoUrl });
      }),
    ),
  );
  if (replaced) await removeUnusedLogo(replaced);
}

async function assertUnchanged(tx: Database, id: OrganizationId, version: string): Promise<void> {
  const [row] = await tx
    .select({ version: versionOf })
    .from(organizations)
    .where(and(eq(organizations.id, id), isNull(organizations.deletedAt)))
    .for("update");
  if (!row) throw AppError.notFound();
  if (row.version !== version)
    throw new AppError("stale", `The ${noun.one} was changed meanwhile. Read it again first.`);
}

type ExternalId = { externalId: string };
type Metadata = { metadata: Record<string, string> };

/**
 * Sets the id that another system knows the organization by, or clears it with "".
 * @throws AppError not_found, or conflict at `externalId` when another organization that is not deleted has it
 */
export async function setExternalId(
  { actor }: InstallationContext,
  organizationId: OrganizationId,
  { externalId }: ExternalId,
): Promise<void> {
  const change = { organizationId, actor };
  await claimingExternalId(() => installation.transaction((tx) => changeExternalId(tx, change, externalId)));
}

async function changeExternalId(tx: Database, change: Change, externalId: string): Promise<void> {
  const { organizationId, actor } = change;
  const before = await lockToChange(tx, change);
  if ((before.externalId ?? "") === externalId) return;
  if (externalId) await assertNoSlug(tx, organizationId, externalId);
  await setColumns(tx, organizationId, { externalId: externalId || null });
  const details = { from: before.externalId ?? "", to: externalId };
  await recordAudit(tx, { action: "organization.external_id_changed", actor, organizationId, details });
}

/**
 * Replaces the metadata: what is not in `metadata` is gone afterwards.
 * @throws AppError not_found
 */
export async function setMetadata(
  { actor }: InstallationContext,
  organizationId: OrganizationId,
  { metadata }: Metadata,
): Promise<void> {
  await installation.transaction((tx) => changeMetadata(tx, { organizationId, actor }, metadata));
}

async function changeMetadata(tx: Database, change: Change, metadata: Record<string, string>): Promise<void> {
  const { organizationId, actor } = change;
  const before = new Map(Object.entries((await lockToChange(tx, change)).metadata));
  const after = new Map(Object.entries(metadata));
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
  if (changed.length === 0) return;
  await setColumns(tx, organizationId, { metadata });
  // Which ones, not what they say: a log keeps for ever what a customer may want forgotten.
  const details = { keys: changed.join(", ") };
  await recordAudit(tx, { action: "organization.metadata_changed", actor, organizationId, details });
}

/**
 * What back-ends have switched on for an organization: those that are named; others stay as they are.
 * @throws AppError not_found, or invalid at `features` when there would be too many
 */
export async function setFeatures(
  { actor }: InstallationContext,
  organizationId: OrganizationId,
  features: readonly Feature[],
): Promise<void> {
  await installation.transaction(async (tx) => {
    const before = (await lockToChange(tx, { organizationId, actor })).features;
    const named = new Map(features.map(({ name, enabled }) => [name, enabled]));
    const after = [
      ...features.map(({ name }) => name).filter((name, index, all) => all.indexOf(name) === index),
      ...before.map(({ name }) => name).filter((name) => !named.has(name)),
    ].map((name) => ({ name, enabled: named.get(name) ?? before.find((one) => one.name === name)?.enabled ?? false }));
    if (JSON.stringify(after) === JSON.stringify(before)) return;
    if (after.length > mostFeatures) {
      throw AppError.invalid({ features: `Use ${mostFeatures} features or fewer, with those that are there already.` });
    }
    await setColumns(tx, organizationId, { features: after });
    const details = { to: after.map(({ name, enabled }) => `${name}: ${enabled ? "on" : "off"}`).join(", ") };
    await recordAudit(tx, { action: "organization.features_changed", actor, organizationId, details });
  });
}

/** Sets how many people an organization may have at most; null: any number. Whoever is in stays in. */
export async function setMaxUsers(
  { actor }: InstallationContext,
  organizationId: OrganizationId,
  maxUsers: number | null,
): Promise<void> {
  await installation.transaction(async (tx) => {
    const before = await lockToChange(tx, { organizationId, actor });
    if (before.maxUsers === maxUsers) return;
    await setColumns(tx, organizationId, { maxUsers });
    const details = { from: String(before.maxUsers ?? ""), to: String(maxUsers ?? "") };
    await recordAudit(tx, { action: "organization.max_users_changed", actor, organizationId, details });
  });
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
