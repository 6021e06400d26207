import { and, eq, isNull, sql } from "drizzle-orm";
import type { Database } from "#db/client";
import { organizationSlugs } from "#db/schema/organization-slugs";
import { env } from "#lib/env";
import { AppError } from "#lib/errors";
import type { OrganizationId } from "#lib/ids";
import { alternatives, suggestSlug } from "./reserved.ts";

/** Gives an organization the address a person chose. A unique violation means taken; the caller says so at the field. */
export async function claimSlug(tx: Database, organizationId: OrganizationId, slug: string): Promise<string> {
  await tx.insert(organizationSlugs).values({ slug, organizationId });
  return slug;
}

/** How many derived addresses to try: the last ones are random, so that running out takes malice or a broken generator. */
const attempts = 12;

/**
 * Gives an organization an address made from its name, the next candidate whenever one is taken. ON CONFLICT, because an
 * error would end the surrounding transaction.
 * @throws AppError unavailable when every candidate was taken
 */
export async function claimDerivedSlug(tx: Database, organizationId: OrganizationId, name: string): Promise<string> {
  let tried = 0;
  for (const slug of candidates(suggestSlug(name, env.host))) {
    const claimed = await tx
      .insert(organizationSlugs)
      .values({ slug, organizationId })
      .onConflictDoNothing({ target: organizationSlugs.slug })
      .returning({ slug: organizationSlugs.slug });
    if (claimed.length > 0) return slug;
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

/**
 * Makes `slug` the organization's live address ("": none); the one it had becomes a former one that redirects. Its own former
 * addresses it may take back. The caller holds the organization's row lock.
 * @throws AppError conflict at `slug` when it is another organization's, live or former
 */
export async function moveSlug(tx: Database, organizationId: OrganizationId, slug: string): Promise<void> {
  await tx
    .update(organizationSlugs)
    .set({ retiredAt: sql`now()` })
    .where(and(eq(organizationSlugs.organizationId, organizationId), isNull(organizationSlugs.retiredAt)));
  if (slug === "") return;
  const revived = await tx
    .update(organizationSlugs)
    .set({ retiredAt: null })
    .where(and(eq(organizationSlugs.organizationId, organizationId), eq(organizationSlugs.slug, slug)))
    .returning({ slug: organizationSlugs.slug });
  if (revived.length === 0) await tx.insert(organizationSlugs).values({ slug, organizationId });
}
