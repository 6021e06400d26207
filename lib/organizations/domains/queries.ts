import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import { type Database, inOrganization } from "#db/client";
import { organizationDomains } from "#db/schema/organization-domains";
import type { OrgContext } from "#lib/auth/context";
import type { OrganizationId } from "#lib/ids";
import { provenBy } from "#lib/organizations/lookup";
import { domainToProve } from "./refusals.ts";
import { namesAbove, proofRecord } from "./rules.ts";
import type { AddressProof, Domain } from "./types.ts";

/** The domains of an organization, the last added first. Every member may see them. */
export async function listDomains(context: OrgContext): Promise<Domain[]> {
  const rows = await inOrganization(context, (tx) =>
    tx
      .select()
      .from(organizationDomains)
      .where(eq(organizationDomains.organizationId, context.organizationId))
      .orderBy(desc(organizationDomains.createdAt), desc(organizationDomains.id)),
  );
  return rows.map((row) => ({
    id: row.id,
    domain: row.domain,
    status: row.status,
    problem: row.problem,
    record: row.createdVia === "user" ? proofRecord(row.domain, row.token) : null,
    checkedAt: row.checkedAt,
    nextCheckAt: row.nextCheckAt,
  }));
}

/** How the organization's own address stands; null when it is no hostname and needs no proof. */
export async function findAddressProof(context: OrgContext, address: string): Promise<AddressProof | null> {
  if (!address.includes(".")) return null;
  const covering = await inOrganization(context, (tx) =>
    tx
      .select({ status: organizationDomains.status })
      .from(organizationDomains)
      .where(and(eq(organizationDomains.organizationId, context.organizationId), covers(address))),
  );
  return {
    proven: covering.some(({ status }) => status === "verified"),
    domain: domainToProve(address),
    listed: covering.length > 0,
  };
}

/** Whether the organization has proved a domain that `hostname` equals or is in; inside the caller's transaction. */
export async function hasProof(tx: Database, organizationId: OrganizationId, hostname: string): Promise<boolean> {
  const { rows } = await tx.execute<{ proven: boolean }>(
    sql`select ${provenBy(sql`${organizationId}`, sql`${hostname}::text`)} as proven`,
  );
  return rows[0]?.proven ?? false;
}

function covers(hostname: string): SQL {
  return sql`${organizationDomains.domain} in ${namesAbove(hostname)}`;
}
