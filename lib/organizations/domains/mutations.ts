import { randomBytes } from "node:crypto";
import { and, eq, ne, or, sql } from "drizzle-orm";
import { type Database, inOrganization, installation } from "#db/client";
import { uniqueViolation } from "#db/errors";
import { organizationDomains } from "#db/schema/organization-domains";
import { recordAudit } from "#lib/audit/mutations";
import { type Actor, system } from "#lib/audit/types";
import { authorize, type InstallationContext, type OrgContext } from "#lib/auth/context";
import { env } from "#lib/env";
import { AppError } from "#lib/errors";
import { type DomainId, newId, type OrganizationId } from "#lib/ids";
import { lookupKey } from "#lib/lookup-key";
import { noun } from "#lib/noun";
import { lockToChange } from "../mutations.ts";
import { domainRefusal } from "./refusals.ts";
import { readTexts } from "./resolver.ts";
import { afterLook, findingOf, mostDomains, newStanding, proofRecord, vouchedStanding } from "./rules.ts";
import type { DomainStatus, Finding } from "./types.ts";

/**
 * Puts a domain on an organization's list, with a token that only this organization gets for it, and only this time. Nothing works
 * on it before its proof is found.
 * @throws AppError forbidden, limit, or invalid or conflict at `domain`
 */
export async function addDomain(context: OrgContext, domain: string): Promise<void> {
  authorize(context, "domains:manage");
  const { organizationId, actor } = context;
  // Early, what the unique index would say of the proof: nobody should publish a record in vain.
  const taken = await installation.$count(
    organizationDomains,
    and(
      eq(organizationDomains.domain, domain),
      eq(organizationDomains.status, "verified"),
      ne(organizationDomains.organizationId, organizationId),
    ),
  );
  if (taken > 0) throw AppError.conflict("domain", verifiedElsewhere(domain));
  await inOrganization(context, async (tx) => {
    await holdPlace(tx, context, domain);
    const added = await tx
      .insert(organizationDomains)
      .values({ ...newEntry(organizationId, domain), createdVia: "user", ...newStanding(new Date()) })
      .onConflictDoNothing({ target: [organizationDomains.organizationId, organizationDomains.domain] })
      .returning({ id: organizationDomains.id });
    if (added.length === 0) throw inListAlready(domain);
    await recordAudit(tx, { action: "domain.added", actor, organizationId, details: { domain } });
  });
}

/**
 * Makes a domain an organization's on the word of an operator or an API client: verified at once, without a record, and nobody looks for
 * one. One that is in the list and waits for its proof, has it or has lost it counts as added by them from then on.
 * @throws AppError not_found, limit, or invalid or conflict at `domain`
 */
export async function vouchForDomain(
  { actor }: InstallationContext,
  organizationId: OrganizationId,
  domain: string,
): Promise<DomainId> {
  const createdVia = actor.kind === "operator" ? actor.kind : "api";
  const standing = { createdVia, verifiedAt: new Date(), problem: null, ...vouchedStanding } as const;
  try {
    return await installation.transaction(async (tx) => {
      await holdPlace(tx, { organizationId, actor }, domain);
      const entry = newEntry(organizationId, domain);
      const [written] = await tx
        .insert(organizationDomains)
        .values({ ...entry, ...standing })
        .onConflictDoUpdate({
          target: [organizationDomains.organizationId, organizationDomains.domain],
          // Another token: a look that is under way finds that its claim is gone, and writes nothing.
          set: { token: entry.token, ...standing },
          setWhere: or(eq(organizationDomains.createdVia, "user"), ne(organizationDomains.status, "verified")),
        })
        .returning({ id: organizationDomains.id });
      if (!written) throw inListAlready(domain);
      const base = { actor, organizationId, details: { domain } };
      if (written.id === entry.id) await recordAudit(tx, { action: "domain.added", ...base });
      await recordAudit(tx, { action: "domain.verified", ...base });
      return written.id;
    });
  } catch (error) {
    if (uniqueViolation(error) !== "organization_domains_verified_key") throw error;
    throw AppError.conflict("domain", `Another ${noun.one} has ${domain}. Search for it, and remove it there first.`);
  }
}

/** Sees to it that the domain may be had, and has a place in the organization's list: until the transaction ends. */
async function holdPlace(tx: Database, owner: Owner, domain: string): Promise<void> {
  const refused = domainRefusal(domain, env.host);
  if (refused) throw AppError.invalid({ domain: refused });
  // Locked, so that two at once count the same list.
  await lockToChange(tx, owner);
  const others = await tx.$count(
    organizationDomains,
    and(eq(organizationDomains.organizationId, owner.organizationId), ne(organizationDomains.domain, domain)),
  );
  if (others >= mostDomains) {
    throw new AppError("limit", `The list holds ${mostDomains} domains. Remove one that is not needed any more.`);
  }
}

const newEntry = (organizationId: OrganizationId, domain: string) => ({
  id: newId("dom"),
  organizationId,
  domain,
  token: randomBytes(16).toString("hex"),
});

const inListAlready = (domain: string) => AppError.conflict("domain", `${domain} is in the list already.`);

function verifiedElsewhere(domain: string): string {
  return `Another ${noun.one} has verified ${domain}. It is free again when that ${noun.one} removes it, or four days after its record is gone from DNS.`;
}

/**
 * Takes a domain off the list: what worked on it stops at once. Adding it again takes a new record.
 * @throws AppError forbidden, or not_found
 */
export async function removeDomain(context: OrgContext, id: string): Promise<void> {
  authorize(context, "domains:manage");
  await inOrganization(context, (tx) => takeOff(tx, context, id));
}

/**
 * As removeDomain, by an operator or an API client.
 * @throws AppError not_found
 */
export async function removeDomainByOperator(
  { actor }: InstallationContext,
  organizationId: OrganizationId,
  id: string,
): Promise<void> {
  await installation.transaction((tx) => takeOff(tx, { organizationId, actor }, id));
}

type Owner = Readonly<{ organizationId: OrganizationId; actor: Actor }>;

async function takeOff(tx: Database, owner: Owner, id: string): Promise<void> {
  const [row] = await tx.select().from(organizationDomains).where(ownDomain(owner, id)).for("update");
  if (!row) throw AppError.notFound();
  await recordAudit(tx, { action: "domain.removed", ...owner, details: { domain: row.domain } });
  await tx.delete(organizationDomains).where(eq(organizationDomains.id, row.id));
}

/**
 * Looks for a domain's proof now, for a few seconds at most.
 * @returns where it stands then
 * @throws AppError forbidden, or not_found
 */
export async function verifyDomain(context: OrgContext, id: string): Promise<DomainStatus> {
  authorize(context, "domains:manage");
  const [row] = await inOrganization(context, (tx) => findOwn(tx, context, id));
  return lookNow(row, context.actor);
}

/**
 * As verifyDomain, for a back-end.
 * @throws AppError not_found
 */
export async function verifyDomainOf({ actor }: InstallationContext, organizationId: OrganizationId, id: string) {
  const [row] = await findOwn(installation, { organizationId }, id);
  return lookNow(row, actor);
}

async function lookNow(row: DomainRow | undefined, actor: Actor): Promise<DomainStatus> {
  // Nobody looks for what is vouched for.
  const status = row?.createdVia === "user" ? await look(row, actor) : row?.status;
  if (!status) throw AppError.notFound();
  return status;
}

const findOwn = (tx: Database, owner: Pick<Owner, "organizationId">, id: string) =>
  tx.select().from(organizationDomains).where(ownDomain(owner, id));

const ownDomain = ({ organizationId }: Pick<Owner, "organizationId">, id: string) =>
  and(eq(organizationDomains.organizationId, organizationId), eq(organizationDomains.id, lookupKey(id) as DomainId));

type DomainRow = typeof organizationDomains.$inferSelect;

/** Asks DNS, outside any transaction, and writes what it said. Null when the domain was removed meanwhile, or its organization deleted. */
async function look(row: DomainRow, actor: Actor): Promise<DomainStatus | null> {
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
        await look(row, system);
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

/** Lets go of an organization's domains, which others may prove from then on. Inside the transaction that deletes it. */
export async function releaseDomains(tx: Database, organizationId: OrganizationId): Promise<void> {
  await tx
    .update(organizationDomains)
    .set({ status: "pending", verifiedAt: null, problem: null, nextCheckAt: null, misses: 0 })
    .where(eq(organizationDomains.organizationId, organizationId));
}

/**
 * Looks for the proofs of a restored organization's domains again; what was vouched for counts at once, unless another organization
 * has verified it meanwhile. Inside the transaction that restores it.
 */
export async function reclaimDomains(tx: Database, organizationId: OrganizationId): Promise<void> {
  const own = eq(organizationDomains.organizationId, organizationId);
  await tx
    .update(organizationDomains)
    .set({ nextCheckAt: sql`now()` })
    .where(and(own, eq(organizationDomains.createdVia, "user")));
  await tx
    .update(organizationDomains)
    .set({ status: "verified", verifiedAt: sql`now()` })
    .where(
      and(
        own,
        ne(organizationDomains.createdVia, "user"),
        sql`not exists (select 1 from organization_domains other
          where other.domain = ${organizationDomains.domain} and other.status = 'verified')`,
      ),
    );
}
