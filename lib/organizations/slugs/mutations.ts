import { and, desc, eq, inArray, isNotNull, isNull, notLike, sql } from "drizzle-orm";
import type { Database } from "#db/client";
import { organizationSlugs } from "#db/schema/organization-slugs";
import { organizations } from "#db/schema/organizations";
import { recordAudit } from "#lib/audit/mutations";
import { system } from "#lib/audit/types";
import { env } from "#lib/env";
import { AppError } from "#lib/errors";
import type { OrganizationId } from "#lib/ids";
import { noun } from "#lib/noun";
import { hasProof } from "#lib/organizations/domains/queries";
import { touched } from "#lib/organizations/lookup";
import { checkAvailability } from "./queries.ts";
import { alternatives, suggestSlug } from "./reserved.ts";

/** What somebody chose is another organization's address, live or former, or what its own system knows it by. */
class SlugTaken extends Error {}

/** Any constant, as in claim_slug (drizzle/0004_one_statement_claims_a_slug.sql). */
const nameLock = 727_465;

/**
 * Inserts an address that nobody has as address or external id, in one statement of the database's own. The transaction is the
 * installation's: others' are seen.
 * @returns whether it was free
 */
async function insertSlug(tx: Database, organizationId: OrganizationId, slug: string): Promise<boolean> {
  const { rows } = await tx.execute<{ free: boolean }>(sql`select claim_slug(${slug}, ${organizationId}) as free`);
  return rows[0]?.free === true;
}

/**
 * Whether a text is or was the address of another organization; if not, nobody takes it as one before the transaction ends, which
 * is the installation's. Addresses and external ids are looked up in the same places, and no index spans both: whoever wants a text
 * as one of them goes after whoever wants it as the other.
 */
export async function isSlugOfAnother(tx: Database, text: string, own: OrganizationId): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(${nameLock}, hashtext(${text}))`);
  const { rows } = await tx.execute(sql`
    select 1 from organization_slugs where slug = ${text} and organization_id <> ${own}`);
  return rows.length > 0;
}

/**
 * An external id that is another organization's address would lead there. Inside the transaction that sets it.
 * @throws AppError conflict at `externalId`
 */
export async function assertNoSlug(tx: Database, own: OrganizationId, externalId: string): Promise<void> {
  if (!(await isSlugOfAnother(tx, externalId, own))) return;
  throw AppError.conflict("externalId", `That is the address of another ${noun.one}. Type a different id.`);
}

/**
 * Runs work that may give an organization the address `slug` ("": none); the insert is the only judge of "taken".
 * @throws AppError conflict at `slug`
 */
export async function claiming<T>(slug: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SlugTaken) throw await slugTaken(slug);
    throw error;
  }
}

async function slugTaken(slug: string): Promise<AppError> {
  const { message, alternatives: free } = await checkAvailability(slug);
  const [first = "another one", second] = free;
  return AppError.conflict(
    "slug",
    `${message || "That address is taken."} Try ${second ? `${first} or ${second}` : first}.`,
  );
}

/**
 * Gives an organization the address a person chose.
 * @throws SlugTaken
 */
export async function claimSlug(tx: Database, organizationId: OrganizationId, slug: string): Promise<string> {
  if (!(await insertSlug(tx, organizationId, slug))) throw new SlugTaken();
  return slug;
}

/** How many derived addresses to try: the last ones are random, so that running out takes malice or a broken generator. */
const attempts = 12;

/**
 * Gives an organization an address made from its name, the next candidate whenever one is taken.
 * @throws AppError unavailable when every candidate was taken
 */
export async function claimDerivedSlug(tx: Database, organizationId: OrganizationId, name: string): Promise<string> {
  let tried = 0;
  for (const slug of candidates(suggestSlug(name, env.host))) {
    if (await insertSlug(tx, organizationId, slug)) return slug;
    if (++tried === attempts) break;
  }
  throw new AppError("unavailable", "No free address was found for that name. Choose one yourself.", {
    slug: "Choose an address; the ones made from the name are all taken.",
  });
}

function* candidates(first: string): Generator<string> {
  yield first;
  yield* alternatives(first, env.host);
}

/** The organization's live address, or "" when it has none. */
export async function readSlug(tx: Database, organizationId: OrganizationId): Promise<string> {
  const [live] = await tx
    .select({ slug: organizationSlugs.slug })
    .from(organizationSlugs)
    .where(isLive(organizationId));
  return live?.slug ?? "";
}

const isLive = (organizationId: OrganizationId) =>
  and(eq(organizationSlugs.organizationId, organizationId), isNull(organizationSlugs.retiredAt));

/**
 * Makes `slug` the organization's live address ("": none); the one it had becomes a former one that redirects. Its own former
 * addresses it may take back, whatever others are called. The caller holds the organization's row lock.
 * @throws SlugTaken
 */
export async function moveSlug(tx: Database, organizationId: OrganizationId, slug: string): Promise<void> {
  await tx.update(organizationSlugs).set({ retiredAt: sql`now()` }).where(isLive(organizationId));
  if (slug === "") return;
  const revived = await tx
    .update(organizationSlugs)
    .set({ retiredAt: null })
    .where(and(eq(organizationSlugs.organizationId, organizationId), eq(organizationSlugs.slug, slug)))
    .returning({ slug: organizationSlugs.slug });
  if (revived.length === 0) await claimSlug(tx, organizationId, slug);
}

/**
 * Frees a hostname for the organization that has verified it, when another one only claims it, live or as a former address. The
 * other goes on under the last label it had, or by its id. What is verified by both stays where it is, and a label is never taken.
 * The transaction is the installation's, because it writes in two organizations, and locks both: call it first.
 */
export async function takeClaimedHostname(tx: Database, organizationId: OrganizationId, slug: string): Promise<void> {
  const holder = () => tx.select().from(organizationSlugs).where(eq(organizationSlugs.slug, slug));
  const [seen] = await holder();
  if (!seen || seen.organizationId === organizationId) return;
  // In one order, so that two who take from each other do not wait for each other.
  await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(inArray(organizations.id, [organizationId, seen.organizationId]))
    .orderBy(organizations.id)
    .for("update");
  const [held] = await holder().for("update");
  if (held?.organizationId !== seen.organizationId) return;
  if (!(await hasProof(tx, organizationId, slug)) || (await hasProof(tx, held.organizationId, slug))) return;
  await tx.delete(organizationSlugs).where(eq(organizationSlugs.slug, slug));
  const to = held.retiredAt === null ? await reviveLabel(tx, held.organizationId) : "";
  await tx.update(organizations).set({ updatedAt: touched }).where(eq(organizations.id, held.organizationId));
  const details = { from: slug, to, reason: "proven elsewhere" };
  const { organizationId: loser } = held;
  await recordAudit(tx, { action: "organization.slug_changed", actor: system, organizationId: loser, details });
}

/** Makes the label an organization had last its live address again. Returns it, or "" when it had none. */
async function reviveLabel(tx: Database, organizationId: OrganizationId): Promise<string> {
  const own = eq(organizationSlugs.organizationId, organizationId);
  const [last] = await tx
    .select({ slug: organizationSlugs.slug })
    .from(organizationSlugs)
    .where(and(own, isNotNull(organizationSlugs.retiredAt), notLike(organizationSlugs.slug, "%.%")))
    .orderBy(desc(organizationSlugs.retiredAt))
    .limit(1);
  if (!last) return "";
  await tx.update(organizationSlugs).set({ retiredAt: null }).where(eq(organizationSlugs.slug, last.slug));
  return last.slug;
}
