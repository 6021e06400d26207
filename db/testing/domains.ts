import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import type { OrgContext } from "#lib/auth/context";
import { addDomain, verifyDomain } from "#lib/organizations/domains/mutations";
import { listDomains } from "#lib/organizations/domains/queries";
import type { Domain } from "#lib/organizations/domains/types";
import { publish, startDnsServer } from "../../testing/dns-server.ts";

/** What tests of domains begin with: an admin who reads the record off the page and publishes it. */

/** A DNS server for a test file, which Foyer asks. Returns the folder that it answers from. */
export function withDnsServer(): string {
  const zone = mkdtempSync(join(tmpdir(), "foyer-zone-"));
  let stop: () => Promise<void>;
  beforeAll(async () => {
    const server = await startDnsServer(zone);
    process.env.DNS_SERVERS = server.address;
    stop = server.stop;
  });
  afterAll(async () => {
    await stop();
    rmSync(zone, { recursive: true });
  });
  return zone;
}

let count = 0;
/** A domain that nobody has. */
export const freshDomain = () => `orion-${Date.now().toString(36)}-${process.pid.toString(36)}-${++count}.com`;

/** A domain as the organization's settings show it. */
export async function readDomain(context: OrgContext, domain: string): Promise<Domain> {
  const found = (await listDomains(context)).find((each) => each.domain === domain);
  if (!found) throw new Error(`${domain} is not in the list.`);
  return found;
}

export async function addedDomain(context: OrgContext, domain = freshDomain()): Promise<Domain> {
  await addDomain(context, domain);
  return readDomain(context, domain);
}

/** Publishes the record, beside another. */
export function publishProof(zone: string, { record }: Pick<Domain, "record">): void {
  if (!record) throw new Error("Nobody asks for a record of this one.");
  publish(zone, record.name, { texts: ["v=spf1 -all", record.value] });
}

export async function verifiedDomain(zone: string, context: OrgContext): Promise<Domain> {
  const entry = await addedDomain(context);
  publishProof(zone, entry);
  await verifyDomain(context, entry.id);
  return readDomain(context, entry.domain);
}

/** What the audit log says of an organization's domains, in the order it happened, and of what kind whoever did it was. */
export async function actionsOf({ organizationId }: OrgContext) {
  const events = await installation
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.organizationId, organizationId))
    .orderBy(auditEvents.id);
  return events.map(({ action, actorKind, details }) => [action, actorKind, details.domain]);
}

export const proofNameOf = ({ domain }: Domain) => `_foyer.${domain}`;
