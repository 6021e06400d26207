import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { organizationDomains } from "#db/schema/organization-domains";
import {
  actionsOf,
  addedDomain,
  freshDomain,
  proofNameOf,
  publishProof,
  readDomain,
  verifiedDomain,
  withDnsServer,
} from "#db/testing/domains";
import { makeDomain, makeMember } from "#db/testing/factories";
import { publish, withdraw } from "../../../testing/dns-server.ts";
import { verifyDomain } from "./mutations.ts";
import { checkDueDomains } from "./proofs.ts";
import { listDomains } from "./queries.ts";
import { addressProof } from "./refusals.ts";
import type { Domain } from "./types.ts";

const zone = withDnsServer();

// The due domains of one test are not another's.
beforeEach(async () => {
  await installation.update(organizationDomains).set({ nextCheckAt: null });
});

/** Its time has come: all looks that are due are taken. */
async function lookWhenDue({ id }: Domain): Promise<void> {
  await installation.update(organizationDomains).set({ nextCheckAt: sql`now()` }).where(eq(organizationDomains.id, id));
  await checkDueDomains();
}

describe("looking again by itself", () => {
  test("finds a record that is published later, and asks less and less often until then", async () => {
    const { context } = await makeMember();
    const entry = await addedDomain(context);
    const waits: number[] = [];
    for (let look = 0; look < 3; look++) {
      await lookWhenDue(entry);
      const { nextCheckAt, checkedAt } = await readDomain(context, entry.domain);
      waits.push(Math.round(((nextCheckAt?.getTime() ?? 0) - (checkedAt?.getTime() ?? 0)) / 60_000));
    }
    expect(waits).toEqual([2, 4, 8]);
    publishProof(zone, entry);
    await lookWhenDue(entry);
    expect((await readDomain(context, entry.domain)).status).toBe("verified");
    expect((await actionsOf(context)).at(-1)).toEqual(["domain.verified", "system", entry.domain]);
  });

  test("gives up after a week of looks, until somebody asks again", async () => {
    const { context } = await makeMember();
    const entry = await addedDomain(context);
    await installation.update(organizationDomains).set({ misses: 48 }).where(eq(organizationDomains.id, entry.id));
    await lookWhenDue(entry);
    expect(await readDomain(context, entry.domain)).toMatchObject({ status: "failed", nextCheckAt: null });
    publishProof(zone, entry);
    expect(await verifyDomain(context, entry.id)).toBe("verified");
  });

  test("takes a proof away after four misses and not sooner, and an address on it with it", async () => {
    const { context } = await makeMember();
    const entry = await verifiedDomain(zone, context);
    const address = `auth.${entry.domain}`;
    withdraw(zone, proofNameOf(entry));
    for (const status of ["verified", "verified", "verified", "failed"]) {
      expect(addressProof(address, await listDomains(context))).toEqual({
        verified: true,
        domain: entry.domain,
        listed: true,
      });
      await lookWhenDue(entry);
      expect((await readDomain(context, entry.domain)).status).toBe(status);
    }
    expect(addressProof(address, await listDomains(context))).toEqual({
      verified: false,
      domain: entry.domain,
      listed: true,
    });
    expect((await actionsOf(context)).at(-1)).toEqual(["domain.lost", "system", entry.domain]);
    publishProof(zone, entry);
    expect(await verifyDomain(context, entry.id)).toBe("verified");
  });

  test("forgets a miss when the record is back, and never counts a server that says nothing", async () => {
    const { context } = await makeMember();
    const entry = await verifiedDomain(zone, context);
    for (const answer of ["failure", "nothing", "nothing", "nothing", "failure", "failure"] as const) {
      publish(zone, proofNameOf(entry), answer);
      await lookWhenDue(entry);
      expect(await readDomain(context, entry.domain)).toMatchObject({
        status: "verified",
        problem: expect.any(String),
      });
      await verifyDomain(context, entry.id);
    }
    publishProof(zone, entry);
    await lookWhenDue(entry);
    expect(await readDomain(context, entry.domain)).toMatchObject({ status: "verified", problem: null });
    publish(zone, proofNameOf(entry), "nothing");
    await lookWhenDue(entry);
    expect((await readDomain(context, entry.domain)).status).toBe("verified");
  });

  test("is shared by processes: each due domain is looked at once", async () => {
    const { context } = await makeMember();
    const ids = await Promise.all(
      Array.from({ length: 30 }, async () => {
        const row = await makeDomain(context.organizationId, freshDomain(), {
          status: "pending",
          nextCheckAt: new Date(0),
        });
        return row.id;
      }),
    );
    await Promise.all([checkDueDomains(), checkDueDomains(), checkDueDomains()]);
    const rows = await installation
      .select({ id: organizationDomains.id, misses: organizationDomains.misses })
      .from(organizationDomains)
      .where(eq(organizationDomains.organizationId, context.organizationId));
    expect(rows.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(rows.filter(({ misses }) => misses !== 1)).toEqual([]);
  });
});
