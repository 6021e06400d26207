import { and, eq, isNotNull } from "drizzle-orm";
import { inOrganization, installation } from "#db/client";
import { logos } from "#db/schema/logos";
import { organizations } from "#db/schema/organizations";
import { authorize, type OrgContext } from "#lib/auth/context";

/** The picture with that content hash, in both formats, or null. */
export async function findLogo(hash: string): Promise<{ webp: Buffer; png: Buffer } | null> {
  const [logo] = await installation
    .select({ webp: logos.webp, png: logos.png })
    .from(logos)
    .where(eq(logos.hash, hash));
  return logo ?? null;
}

/** Where a logo is served, or null without one. */
export function logoPath(hash: string | null): string | null {
  return hash && `/logos/${hash}.webp`;
}

/** How it went when the picture at a logo_url was last fetched: not yet, what stood in the way, or well. */
export type LogoCopy = { triedAt: Date | null; problem: string | null };

/**
 * Of the organization's own link, or null without one.
 * @throws AppError forbidden
 */
export async function findLogoCopy(context: OrgContext): Promise<LogoCopy | null> {
  authorize(context, "organization:manage");
  const [copy] = await inOrganization(context, (tx) =>
    tx
      .select({ triedAt: organizations.logoUrlTriedAt, problem: organizations.logoUrlProblem })
      .from(organizations)
      .where(and(eq(organizations.id, context.organizationId), isNotNull(organizations.logoUrl))),
  );
  return copy ?? null;
}
