import { and, eq, isNotNull, lt, notExists, sql } from "drizzle-orm";
import { type Database, inOrganization, installation } from "#db/client";
import { databaseError } from "#db/errors";
import { logos } from "#db/schema/logos";
import { organizations } from "#db/schema/organizations";
import { authorize, type OrgContext } from "#lib/auth/context";
import { AppError } from "#lib/errors";
import type { OrganizationId } from "#lib/ids";
import { enqueue } from "#lib/jobs/queue";
import type { ProcessedLogo } from "./types.ts";

/** Stores a blob once per content. The update of an existing one locks it, so that nobody deletes it before it is referenced. */
export async function storeLogo(tx: Database, logo: ProcessedLogo): Promise<void> {
  await tx
    .insert(logos)
    .values({ hash: logo.hash, webp: logo.webp, png: logo.png })
    .onConflictDoUpdate({ target: logos.hash, set: { hash: sql`excluded.hash` } });
}

// Since Postgres 18 a RESTRICT has a code of its own.
const stillReferenced = new Set(["23503", "23001"]);

/** Deletes a blob that no organization shows any more. */
export async function removeUnusedLogo(hash: string): Promise<void> {
  const users = installation.select({ one: sql`1` }).from(organizations).where(eq(organizations.logoHash, hash));
  try {
    await installation.delete(logos).where(and(eq(logos.hash, hash), notExists(users)));
  } catch (error) {
    // Another organization began to show the same picture this very moment: then it stays.
    if (!stillReferenced.has(databaseError(error)?.code ?? "")) throw error;
  }
}

/** Deletes what a process that ended too early left behind: blobs that no organization has shown for an hour. */
export async function sweepLogos(): Promise<void> {
  const users = installation.select({ one: sql`1` }).from(organizations).where(eq(organizations.logoHash, logos.hash));
  const left = await installation
    .select({ hash: logos.hash })
    .from(logos)
    .where(and(lt(logos.createdAt, sql`now() - interval '1 hour'`), notExists(users)));
  for (const { hash } of left) await removeUnusedLogo(hash);
}

/** Has the picture at the organization's logo_url fetched, once the caller's transaction commits. */
export async function requestLogoCopy(tx: Database, organizationId: OrganizationId): Promise<void> {
  await enqueue(tx, "logo-copy", { organizationId }, organizationId);
}

/**
 * Has it fetched again. What is shown stays until then.
 * @throws AppError forbidden, or not_found without a link
 */
export async function renewLogoCopy(context: OrgContext): Promise<void> {
  authorize(context, "organization:manage");
  const { organizationId } = context;
  await inOrganization(context, async (tx) => {
    const asked = await tx
      .update(organizations)
      .set({ logoUrlTriedAt: null, logoUrlProblem: null })
      .where(and(eq(organizations.id, organizationId), isNotNull(organizations.logoUrl)))
      .returning({ id: organizations.id });
    if (asked.length === 0) throw AppError.notFound();
    await requestLogoCopy(tx, organizationId);
  });
}
