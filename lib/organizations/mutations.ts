import { and, eq, isNull, sql } from "drizzle-orm";
import { type Database, installation } from "#db/client";
import { uniqueViolation } from "#db/errors";
import { memberships } from "#db/schema/memberships";
import { organizationSlugs } from "#db/schema/organization-slugs";
import { organizations } from "#db/schema/organizations";
import { recordAudit } from "#lib/audit/mutations";
import type { Actor, AuditEntry } from "#lib/audit/types";
import { authorize, type MemberContext, type OrgContext } from "#lib/auth/context";
import { env } from "#lib/env";
import { AppError } from "#lib/errors";
import { newId, type OrganizationId } from "#lib/ids";
import { noun } from "#lib/noun";
import { markWelcomed } from "#lib/users/mutations";
import { takePlace } from "./allowance/mutations.ts";
import { removeUnusedLogo, requestLogoCopy, storeLogo } from "./logos/mutations.ts";
import type { ProcessedLogo } from "./logos/types.ts";
import { isActive, touched } from "./lookup.ts";
import type { CreateOrganization, RenameOrganization, UpdateBranding } from "./schema.ts";
import {
  assertNoSlug,
  claimDerivedSlug,
  claiming,
  claimSlug,
  moveSlug,
  readSlug,
  takeClaimedHostname,
} from "./slugs/mutations.ts";
import { refusal } from "./slugs/reserved.ts";
import { isHostname } from "./slugs/rules.ts";

type NewOrganization = CreateOrganization & {
  logo?: ProcessedLogo | null;
  externalId?: string;
  metadata?: Record<string, string>;
  /** Random text sent with a form, so that sending it twice makes one organization. */
  creationKey?: string | null;
};

type Made = { id: OrganizationId; slug: string };

/** The parts of createOrganization, inside the caller's transaction: first sign-in makes more in the same one. */
export async function insertOrganization(
  tx: Database,
  actor: Actor,
  input: NewOrganization,
  createdVia: "sign_up" | "user" | "operator" | "api",
  alongside: readonly AuditEntry[] = [],
): Promise<Made> {
  if (input.logo) await storeLogo(tx, input.logo);
  const id = newId("org");
  await tx.insert(organizations).values({
    id,
    displayName: input.displayName,
    color: input.color || null,
    logoUrl: input.logoUrl || null,
    logoHash: input.logo?.hash ?? null,
    externalId: input.externalId || null,
    metadata: input.metadata ?? {},
    createdVia,
    createdBy: actor.id,
    creationKey: keyOf(actor, input),
  });
  if (input.logoUrl) await requestLogoCopy(tx, id);
  const slug = await claimFirstSlug(tx, actor, id, input);
  // After the address, as everyone else takes the lock on a text: whoever has the same as both would wait for another who waits for it.
  if (input.externalId) await assertNoSlug(tx, id, input.externalId);
  // Whoever makes it for somebody else does not move in.
  if (actor.kind === "user") {
    await tx
      .insert(memberships)
      .values({ organizationId: id, userId: actor.id, role: "admin", lastOpenedAt: sql`now()` });
  }
  await recordAudit(
    tx,
    { action: "organization.created", actor, organizationId: id, details: { name: input.displayName } },
    ...alongside,
  );
  return { id, slug };
}

/** One that was asked for; else one made from the name. A back-end that asks for none gets none: its id goes wherever a slug goes. */
async function claimFirstSlug(tx: Database, { kind }: Actor, id: OrganizationId, input: NewOrganization) {
  if (input.slug) return claimSlug(tx, id, input.slug);
  return kind === "api_client" ? id : claimDerivedSlug(tx, id, input.displayName);
}

const keyOf = (actor: Actor, { creationKey }: NewOrganization) => (creationKey ? `${actor.id}:${creationKey}` : null);

const madeBy = { user: "user", operator: "operator", api_client: "api" } as const;

/** Whoever may make organizations: not Foyer itself, nor whoever sets one up for its owner. */
type Maker = Extract<Actor, { kind: keyof typeof madeBy }>;

/**
 * Creates an organization in one transaction. A person who asks for it becomes its first admin; one made for somebody else has no
 * members yet. Without a slug one is derived from the name, unless an API client asks. The unique index is the only judge of "taken".
 * @throws AppError invalid, conflict at `slug`, limit when a person has made as many as they may
 */
export async function createOrganization(actor: Maker, input: NewOrganization): Promise<Made> {
  if (input.slug) assertSlugAllowed(input.slug, actor);
  const key = keyOf(actor, input);
  try {
    return await claiming(input.slug, () =>
      installation.transaction(async (tx) => {
        if (actor.kind === "user") await takePlace(tx, actor.id, key);
        return insertOrganization(tx, actor, input, madeBy[actor.kind]);
      }),
    );
  } catch (error) {
    if (!key || uniqueViolation(error) !== "organizations_creation_key_key") throw error;
    return getByCreationKey(key);
  }
}

/** Whether it is somebody inside the organization, with a browser: a member, or whoever opened a link to its portal. */
const isInside = ({ kind }: Actor) => kind === "user" || kind === "portal_link";

export type Change = Readonly<{ organizationId: OrganizationId; actor: Actor }>;

/**
 * The organization's row, locked until the transaction ends, for whoever may change it: those inside while it is active, operators a
 * deactivated one too, nobody a deleted one. What else is read before the change is read afterwards: a statement that waits for the
 * lock sees other rows as they were before it waited.
 * @throws AppError not_found
 */
export async function lockToChange(tx: Database, { organizationId, actor }: Change) {
  const there = isInside(actor) ? isActive("organizations") : isNull(organizations.deletedAt);
  const [row] = await tx
    .select()
    .from(organizations)
    .where(and(eq(organizations.id, organizationId), there))
    .for("update");
  if (!row) throw AppError.notFound();
  return row;
}

/**
 * Name and address, inside the caller's transaction, which must be of the installation: what others are called is looked at, and a
 * hostname may have to be taken from one. Operators may also take its address away (`slug: ""`).
 */
export async function rename(tx: Database, change: Change, input: Partial<RenameOrganization>): Promise<void> {
  const { organizationId, actor } = change;
  if (input.slug && isHostname(input.slug)) await takeClaimedHostname(tx, organizationId, input.slug);
  const before = await lockToChange(tx, change);
  const { displayName = before.displayName } = input;
  if (before.displayName !== displayName) {
    await setColumns(tx, organizationId, { displayName });
    const details = { from: before.displayName, to: displayName };
    await recordAudit(tx, { action: "organization.renamed", actor, organizationId, details });
  }
  if (input.slug === undefined) return;
  const from = await readSlug(tx, organizationId);
  // An address the organization already has always saves unchanged, even if nobody could choose it today.
  if (from !== input.slug) {
    if (input.slug || isInside(actor)) assertSlugAllowed(input.slug, actor);
    await moveSlug(tx, organizationId, input.slug);
    await setColumns(tx, organizationId, {});
    const details = { from, to: input.slug };
    await recordAudit(tx, { action: "organization.slug_changed", actor, organizationId, details });
  }
}

type Columns = Partial<Omit<typeof organizations.$inferInsert, "id" | "updatedAt">>;

/** Writes columns of the organization, inside the caller's transaction, which has its lock. */
export async function setColumns(tx: Database, id: OrganizationId, columns: Columns): Promise<void> {
  await tx
    .update(organizations)
    .set({ ...columns, updatedAt: touched })
    .where(eq(organizations.id, id));
}

/** Colour and link are left as they are when undefined; a new logo, null to remove the one there is, undefined to leave it. */
type Branding = Partial<UpdateBranding> & { logo?: ProcessedLogo | null };

/**
 * Colour and logo, inside the caller's transaction, which must be of the installation: the blob is shared between organizations
 * by content.
 * @returns the hash of a logo that was replaced
 */
export async function rebrand(tx: Database, change: Change, input: Branding): Promise<string | null> {
  const { organizationId, actor } = change;
  if (input.logo) await storeLogo(tx, input.logo);
  const before = await lockToChange(tx, change);
  const logoUrl = input.logoUrl === undefined ? before.logoUrl : input.logoUrl || null;
  const linked = logoUrl !== before.logoUrl;
  // What is shown stays until the picture at a new link is here, which it may never be; without a link its copy goes.
  const kept = linked && !logoUrl ? null : before.logoHash;
  const after = {
    color: input.color === undefined ? before.color : input.color || null,
    logoUrl,
    logoHash: input.logo === undefined ? kept : (input.logo?.hash ?? null),
  };
  await setColumns(tx, organizationId, { ...after, ...(linked && { logoUrlTriedAt: null, logoUrlProblem: null }) });
  if (linked && logoUrl) await requestLogoCopy(tx, organizationId);
  const base = { actor, organizationId } as const;
  if (after.color !== before.color) {
    await recordAudit(tx, { ...base, action: "organization.color_changed", details: { to: after.color ?? "" } });
  }
  if (after.logoHash !== before.logoHash || after.logoUrl !== before.logoUrl) {
    await recordAudit(tx, { ...base, action: "organization.logo_changed" });
  }
  return after.logoHash === before.logoHash ? null : before.logoHash;
}

/**
 * Changes name and address. The old address redirects from then on and stays this organization's. A hostname is a claim until its
 * domain is verified; one that is verified is taken from whoever only claims it.
 * @throws AppError forbidden, invalid, or conflict at `slug`
 */
export async function renameOrganization(context: OrgContext, input: Partial<RenameOrganization>): Promise<void> {
  authorize(context, "organization:manage");
  await claiming(input.slug ?? "", () => installation.transaction((tx) => rename(tx, context, input)));
}

/**
 * Changes colour and logo. A logo address is kept as given.
 * @throws AppError forbidden
 */
export async function updateBranding(context: OrgContext, input: Branding): Promise<void> {
  authorize(context, "organization:manage");
  const replaced = await installation.transaction((tx) => rebrand(tx, context, input));
  if (replaced) await removeUnusedLogo(replaced);
}

/**
 * What a person makes of the organization their first sign-in made, and that they have been welcomed: all of it or nothing.
 * @throws AppError forbidden, invalid, or conflict at `slug`
 */
export async function settleIn(context: MemberContext, input: RenameOrganization & Branding): Promise<void> {
  authorize(context, "organization:manage");
  const replaced = await claiming(input.slug, () =>
    installation.transaction(async (tx) => {
      await rename(tx, context, input);
      await markWelcomed(context.actor.id, tx);
      return rebrand(tx, context, input);
    }),
  );
  if (replaced) await removeUnusedLogo(replaced);
}

/** @throws AppError invalid at `slug` when the address is one that nobody may choose */
function assertSlugAllowed(slug: string, actor: Actor): void {
  const refused = refusedAddress(slug, actor);
  if (refused.slug) throw AppError.invalid(refused);
}

/** What is wrong with an address that nobody may choose, at the field `slug`; nothing when somebody may. */
export function refusedAddress(slug: string, actor: Actor): { slug?: string } {
  const chosenIn = isInside(actor) ? "browser" : "api";
  const refused = refusal(slug, { chosenIn, installationHost: env.host });
  return refused ? { slug: refused.message } : {};
}

async function getByCreationKey(creationKey: string): Promise<Made> {
  const [made] = await installation
    .select({ id: organizations.id, slug: sql<string>`coalesce(${organizationSlugs.slug}, ${organizations.id})` })
    .from(organizations)
    .leftJoin(
      organizationSlugs,
      and(eq(organizationSlugs.organizationId, organizations.id), isNull(organizationSlugs.retiredAt)),
    )
    .where(and(eq(organizations.creationKey, creationKey), isActive("organizations")));
  if (!made)
    throw new AppError("conflict", `This form has made ${noun.a} that is deleted by now. Open it again first.`);
  return made;
}
