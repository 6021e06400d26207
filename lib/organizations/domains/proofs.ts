import { and, eq, sql } from "drizzle-orm";
import { type Database, installation } from "#db/client";
import { uniqueViolation } from "#db/errors";
import { organizationDomains } from "#db/schema/organization-domains";
import { recordAudit } from "#lib/audit/mutations";
import { type Actor, system } from "#lib/audit/types";
import { noun } from "#lib/noun";
import { readTexts } from "./resolver.ts";
import { afterLook, findingOf, proofRecord } from "./rules.ts";
import type { DomainStatus, Finding } from "./types.ts";

/** Looks for the proofs of domains in DNS, and writes down what came of it. */

/** What is said of a domain whose proof another organization has. */
export function verifiedElsewhere(domain: string): string {
  return `Another ${noun.one} has verified ${domain}. It is free again when that ${noun.one} removes it, or four days after its record is gone from DNS.`;
}

export type DomainRow = typeof organizationDomains.$inferSelect;

/** Asks DNS, outside any transaction, and writes what it said. Null when the domain was removed meanwhile, or its organization deleted. */
export async function lookForProof(row: DomainRow, actor: Actor): Promise<DomainStatus | null> {
  const finding = findingOf(
    await readTexts(proofRecord(row.domain, row.token).name, row.domain),
    row.domain,
    row.token,
  );
  try {
    return await installation.transaction((tx) => settle(tx, row, finding, actor));
  } catch (error) {
    if (uniqueViolation(error) !== "organization_domains_verified_key") throw error;
    const taken: Finding = { kind: "absent", problem: verifiedElsewhere(row.domain) };
    return installation.transaction((tx) => settle(tx, row, taken, actor));
  }
}

/** Of two organizations that prove a domain together the unique index lets one through. */
async function settle(
  tx: Database,
  { id, token }: DomainRow,
  finding: Finding,
  actor: Actor,
): Promise<DomainStatus | null> {
  // The token too: what was removed and added again while DNS was asked is another claim.
  const same = and(
    eq(organizationDomains.id, id),
    eq(organizationDomains.token, token),
    sql`not exists (select 1 from organizations o where o.id = organization_id and o.deleted_at is not null)`,
  );
  const [before] = await tx.select().from(organizationDomains).where(same).for("update");
  if (!before) return null;
  const now = new Date();
  const after = afterLook(before, finding, { byHand: actor.kind !== "system", now });
  const written = await tx
    .update(organizationDomains)
    .set({
      ...after,
      problem: finding.kind === "proof" ? null : finding.problem,
      checkedAt: now,
      verifiedAt: after.status === "verified" ? (before.verifiedAt ?? now) : null,
    })
    .where(same)
    .returning({ id: organizationDomains.id });
  // Its organization was deleted while this waited for the row.
  if (written.length === 0) return null;
  if (before.status !== after.status) {
    const base = { actor, organizationId: before.organizationId, details: { domain: before.domain } };
    if (after.status === "verified") await recordAudit(tx, { action: "domain.verified", ...base });
    if (before.status === "verified") await recordAudit(tx, { action: "domain.lost", ...base });
  }
  return after.status;
}

/** Domains that one claim takes, and how many of them are asked for at a time: all within a minute, even if every server is silent. */
const batch = 100;
const together = 20;

/**
 * Looks for the proofs of all domains whose time has come. Any number of processes may do so at once: each claims rows for a few
 * minutes, and what a crash leaves undone is due again after them.
 */
export async function checkDueDomains(): Promise<void> {
  for (;;) {
    const due = (await claimDue())[Symbol.iterator]();
    let taken = 0;
    const work = async () => {
      // One iterator for all: whoever is free takes the next.
      for (const row of due) {
        taken += 1;
        await lookForProof(row, system);
      }
    };
    await Promise.all(Array.from({ length: together }, work));
    if (taken < batch) return;
  }
}

async function claimDue(): Promise<DomainRow[]> {
  // An array, which is made once: a plain subquery may be run again for each row, and claim more than it says.
  const claimed = sql`any(array(select id from organization_domains where next_check_at <= now()
    order by next_check_at limit ${batch} for update skip locked))`;
  return installation
    .update(organizationDomains)
    .set({ nextCheckAt: sql`now() + interval '5 minutes'` })
    .where(sql`${organizationDomains.id} = ${claimed}`)
    .returning();
}
