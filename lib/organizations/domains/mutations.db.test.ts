import { describe, expect, test } from "vitest";
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
import type { OrgContext } from "#lib/auth/context";
import { type DnsAnswer, publish } from "../../../testing/dns-server.ts";
import { addDomain, removeDomain, verifyDomain } from "./mutations.ts";
import { checkDueDomains } from "./proofs.ts";
import { listDomains } from "./queries.ts";
import { mostDomains } from "./rules.ts";
import type { Domain } from "./types.ts";

const zone = withDnsServer();

describe("adding a domain", () => {
  test("gives the record to publish, with a token of its own each time and for each organization", async () => {
    const [one, other] = [(await makeMember()).context, (await makeMember()).context];
    const domain = freshDomain();
    const entries = [await addedDomain(one, domain), await addedDomain(other, domain)];
    await removeDomain(one, entries[0]?.id ?? "");
    entries.push(await addedDomain(one, domain));
    for (const { status, record, problem } of entries) {
      expect({ status, problem }).toEqual({ status: "pending", problem: null });
      expect(record?.name).toBe(`_foyer.${domain}`);
      expect(record?.value).toMatch(/^foyer-verification=[0-9a-f]{32}$/);
    }
    expect(new Set(entries.map(({ record }) => record?.value)).size).toBe(3);
    expect((await actionsOf(one)).map(([action]) => action)).toEqual([
      "domain.added",
      "domain.removed",
      "domain.added",
    ]);
  });

  test.each(["co.uk", "gmail.com", "mailinator.com", "localhost.localhost", "127.0.0.1", "orion.test"])(
    "refuses %s at the field and stores nothing",
    async (domain) => {
      const { context } = await makeMember();
      await expect(addDomain(context, domain)).rejects.toMatchObject({
        code: "invalid",
        fields: { domain: expect.stringMatching(/\.$/) },
      });
      expect(await listDomains(context)).toEqual([]);
    },
  );

  test("refuses one that is in the list, and one that another organization has verified, without saying which", async () => {
    const [own, other] = [await makeMember(), await makeMember()];
    const { domain } = await verifiedDomain(zone, other.context);
    await expect(addDomain(other.context, domain)).rejects.toMatchObject({
      code: "conflict",
      fields: { domain: `${domain} is in the list already.` },
    });
    const refused: Error = await addDomain(own.context, domain).then(
      () => new Error("It was added."),
      (error) => error,
    );
    expect(refused).toMatchObject({
      code: "conflict",
      fields: { domain: expect.stringMatching(/^Another workspace has verified /) },
    });
    for (const name of [other.organization?.displayName, other.organization?.slug])
      expect(refused.message).not.toContain(name);
    expect(await listDomains(own.context)).toEqual([]);
  });

  test("stops at a full list, also when many are added at once", async () => {
    const { context } = await makeMember();
    for (let index = 0; index < mostDomains - 3; index++) await addDomain(context, freshDomain());
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => addDomain(context, freshDomain())));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    for (const result of results)
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "limit" });
    expect(await listDomains(context)).toHaveLength(mostDomains);
  });
});

describe("verifying a domain", () => {
  test.each<[string, (entry: Domain) => DnsAnswer | null, RegExp]>([
    ["nothing is published", () => "nothing", /^There is no TXT record at _foyer\./],
    ["the domain does not exist", () => null, /^DNS knows no orion/],
    ["something else is there", () => ({ texts: ["v=spf1 -all"] }), /has a TXT record, but not this one/],
    [
      "the token is another organization's",
      () => ({ texts: [`foyer-verification=${"0".repeat(32)}`] }),
      /has another value/,
    ],
    ["the server fails", () => "failure", /did not answer/],
    ["the alias leads nowhere", () => ({ alias: "gone.elsewhere.com" }), /^There is no TXT record/],
  ])("says why not when %s", async (_, answerFor, problem) => {
    const { context } = await makeMember();
    const entry = await addedDomain(context);
    const answer = answerFor(entry);
    if (answer) publish(zone, proofNameOf(entry), answer);
    expect(await verifyDomain(context, entry.id)).toBe("pending");
    const after = await readDomain(context, entry.domain);
    expect(after).toMatchObject({ status: "pending", problem: expect.stringMatching(problem) });
    expect(after.checkedAt).toBeInstanceOf(Date);
    expect(after.nextCheckAt?.getTime()).toBeGreaterThan(Date.now());
  });

  test.each<[string, (value: string, entry: Domain) => DnsAnswer]>([
    ["alone", (value) => ({ texts: [value] })],
    ["among others", (value) => ({ texts: ["a", "b".repeat(400), value] })],
    ["in several strings", (value) => ({ texts: [[value.slice(0, 10), value.slice(10)]] })],
    ["in a long answer", (value) => ({ texts: [...Array(40).fill("x".repeat(500)), value] })],
    ["in quotation marks", (value) => ({ texts: [`"${value}"`] })],
    [
      "under an alias",
      (value, { domain }) => {
        publish(zone, `proof.${domain}`, { texts: [value] });
        return { alias: `proof.${domain}` };
      },
    ],
  ])("finds the record %s", async (_, answerFor) => {
    const { context } = await makeMember();
    const entry = await addedDomain(context);
    publish(zone, proofNameOf(entry), answerFor(entry.record?.value ?? "", entry));
    expect(await verifyDomain(context, entry.id)).toBe("verified");
    expect(await readDomain(context, entry.domain)).toMatchObject({ status: "verified", problem: null });
    expect(await actionsOf(context)).toEqual([
      ["domain.added", "user", entry.domain],
      ["domain.verified", "user", entry.domain],
    ]);
  });

  test("lets one of many who prove a domain at once have it; the others read why, and their proof counts when it is free again", async () => {
    const contexts = await Promise.all(Array.from({ length: 6 }, async () => (await makeMember()).context));
    const domain = freshDomain();
    const entries = await Promise.all(contexts.map((context) => addedDomain(context, domain)));
    publish(zone, `_foyer.${domain}`, { texts: entries.map(({ record }) => record?.value ?? "") });
    const statuses = await Promise.all(
      contexts.map((context, index) => verifyDomain(context, entries[index]?.id ?? "")),
    );
    expect(statuses.filter((status) => status === "verified")).toHaveLength(1);
    const winner = statuses.indexOf("verified");
    for (const [index, context] of contexts.entries()) {
      if (index === winner) continue;
      expect(await readDomain(context, domain)).toMatchObject({
        status: "pending",
        problem: expect.stringMatching(/^Another workspace has verified /),
      });
    }
    await removeDomain(contexts[winner] as OrgContext, entries[winner]?.id ?? "");
    const next = winner === 0 ? 1 : 0;
    expect(await verifyDomain(contexts[next] as OrgContext, entries[next]?.id ?? "")).toBe("verified");
  });

  test("a domain that was removed and added again is another claim: the record of the former proves nothing", async () => {
    const { context } = await makeMember();
    const former = await verifiedDomain(zone, context);
    await removeDomain(context, former.id);
    await expect(verifyDomain(context, former.id)).rejects.toMatchObject({ code: "not_found" });
    const again = await addedDomain(context, former.domain);
    expect(await verifyDomain(context, again.id)).toBe("pending");
    const { context: other } = await makeMember();
    expect(await verifyDomain(other, (await addedDomain(other, former.domain)).id)).toBe("pending");
  });

  test("nobody looks for a domain that an operator added", async () => {
    const { context } = await makeMember();
    for (const createdVia of ["operator", "api"] as const) {
      const row = await makeDomain(context.organizationId, freshDomain(), { createdVia });
      expect(await verifyDomain(context, row.id)).toBe("verified");
      expect(await readDomain(context, row.domain)).toMatchObject({ record: null, checkedAt: null, nextCheckAt: null });
    }
    await checkDueDomains();
    expect((await listDomains(context)).map(({ status }) => status)).toEqual(["verified", "verified"]);
  });
});

describe("who may", () => {
  test("admins change the list, members see it", async () => {
    const { context: admin } = await makeMember();
    const { context: member } = await makeMember("member", admin.organizationId);
    const entry = await addedDomain(admin);
    await expect(addDomain(member, freshDomain())).rejects.toMatchObject({ code: "forbidden" });
    await expect(verifyDomain(member, entry.id)).rejects.toMatchObject({ code: "forbidden" });
    await expect(removeDomain(member, entry.id)).rejects.toMatchObject({ code: "forbidden" });
    expect(await listDomains(member)).toEqual([entry]);
    await expect(listDomains({ ...member, permissions: new Set() } as never)).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  test("an admin of another organization reaches nothing", async () => {
    const [{ context: own }, { context: other }] = [await makeMember(), await makeMember()];
    const entry = await addedDomain(own);
    publishProof(zone, entry);
    await expect(verifyDomain(other, entry.id)).rejects.toMatchObject({ code: "not_found" });
    await expect(removeDomain(other, entry.id)).rejects.toMatchObject({ code: "not_found" });
    expect(await listDomains(other)).toEqual([]);
    expect((await readDomain(own, entry.domain)).status).toBe("pending");
  });
});
