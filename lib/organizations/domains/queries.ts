import { desc, eq, sql } from "drizzle-orm";
import { type Database, inOrganization, installation } from "#db/client";
import { organizationDomains } from "#db/schema/organization-domains";
import { authorize, type InstallationContext, type OrgContext } from "#lib/auth/context";
import type { OrganizationId } from "#lib/ids";
import { namesAbove } from "#lib/organizations/hosts/rules";
import { hasVerified } from "#lib/organizations/lookup";
import { proofRecord } from "./rules.ts";
import type { Domain } from "./types.ts";

/**
 * The domains of an organization, the last added first. Every member may see them.
 * @throws AppError forbidden
 */
export async function listDomains(context: OrgContext): Promise<Domain[]> {
  authorize(context, "domains:read");
  return inOrganization(context, (tx) => readDomains(tx, context.organizationId));
}

/** As listDomains, for a back-end. */
export function listDomainsOf(_: InstallationContext, organizationId: OrganizationId): Promise<Domain[]> {
  return readDomains(installation, organizationId);
}

/** As listDomains, for callers who have shown that they may read them. */
export async function readDomains(tx: Database, organizationId: OrganizationId): Promise<Domain[]> {
  const rows = await tx
    .select()
    .from(organizationDomains)
    .where(eq(organizationDomains.organizationId, organizationId))
    .orderBy(desc(organizationDomains.createdAt), desc(organizationDomains.id));
  return rows.map((row) => ({
    id: row.id,
    domain: row.domain,
    status: row.status,
    problem: row.problem,
    createdVia: row.createdVia,
    record: row.createdVia === "user" ? proofRecord(row.domain, row.token) : null,
    createdAt: row.createdAt,
    checkedAt: row.checkedAt,
    nextCheckAt: row.nextCheckAt,
  }));
}

/** Whether the organization has verified a domain that `hostname` equals or is in; inside the caller's transaction. */
export async function hasProof(tx: Database, organizationId: OrganizationId, hostname: string): Promise<boolean> {
  const { rows } = await tx.execute<{ verified: boolean }>(
    sql`select ${hasVerified(sql`${organizationId}`, namesAbove(hostname))} as verified`,
  );
  return rows[0]?.verified ?? false;
}
