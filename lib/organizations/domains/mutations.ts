import { randomBytes } from "node:crypto";
import { and, eq, ne, or, sql } from "drizzle-orm";
import { type Database, inOrganization, installation } from "#db/client";
import { uniqueViolation } from "#db/errors";
import { organizationDomains } from "#db/schema/organization-domains";
import { recordAudit } from "#lib/audit/mutations";
import type { Actor } from "#lib/audit/types";
import { authorize, type InstallationContext, type OrgContext } from "#lib/auth/context";
import { env } from "#lib/env";
import { AppError } from "#lib/errors";
import { type DomainId, newId, type OrganizationId } from "#lib/ids";
import { lookupKey } from "#lib/lookup-key";
import { noun } from "#lib/noun";
import { lockToChange } from "../mutations.ts";
import { type DomainRow, lookForProof, verifiedElsewhere } from "./proofs.ts";
import { domainRefusal } from "./refusals.ts";
import { mostDomains, newStanding, vouchedStanding } from "./rules.ts";
import type { DomainStatus } from "./types.ts";

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
 * As addDomain, on the word of an operator or an API client, on which it is verified at once, without a record, and nobody looks for one.
 * One that is in the list and waits for its proof, has it or has lost it counts as added by them from then on.
 * @throws AppError not_found, limit, or invalid or conflict at `domain`
 */
export async function addDomainByOperator(
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
  const [row] = await findOwn(tx, owner, id).for("update");
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
  // Nobody looks for what an operator or a back-end added.
  const status = row?.createdVia === "user" ? await lookForProof(row, actor) : row?.status;
  if (!status) throw AppError.notFound();
  return status;
}

const findOwn = (tx: Database, owner: Pick<Owner, "organizationId">, id: string) =>
  tx.select().from(organizationDomains).where(ownDomain(owner, id));

const ownDomain = ({ organizationId }: Pick<Owner, "organizationId">, id: string) =>
  and(eq(organizationDomains.organizationId, organizationId), eq(organizationDomains.id, lookupKey(id) as DomainId));

/** Lets go of an organization's domains, which others may prove from then on. Inside the transaction that deletes it. */
export async function releaseDomains(tx: Database, organizationId: OrganizationId): Promise<void> {
  await tx
    .update(organizationDomains)
    .set({ status: "pending", verifiedAt: null, problem: null, nextCheckAt: null, misses: 0 })
    .where(eq(organizationDomains.organizationId, organizationId));
}

/**
 * Looks for the proofs of a restored organization's domains again; what an operator added counts at once, unless another organization
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
