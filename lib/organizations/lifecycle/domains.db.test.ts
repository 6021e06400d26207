import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { installation } from "#db/client";
import { organizationDomains } from "#db/schema/organization-domains";
import { makeDomain, makeOperator, makeOrganization } from "#db/testing/factories";
import { deleteOrganization, restoreOrganization } from "./mutations.ts";

test("lets go of the domains of what is deleted, and looks for them again when it is restored", async () => {
  const operator = await makeOperator();
  const [gone, other] = await Promise.all([makeOrganization(), makeOrganization()]);
  const [verified, given, lost] = ["verified", "given", "lost"].map((name) => `${name}-${gone.slug}.com`) as [
    string,
    string,
    string,
  ];
  await makeDomain(gone.id, verified);
  await makeDomain(gone.id, given, { createdVia: "operator" });
  await makeDomain(gone.id, lost, { createdVia: "operator" });
  await deleteOrganization(operator, gone.id);
  // Somebody else may prove it now.
  await makeDomain(other.id, lost);
  await restoreOrganization(operator, gone.id);
  const domains = await installation
    .select({
      domain: organizationDomains.domain,
      status: organizationDomains.status,
      next: organizationDomains.nextCheckAt,
    })
    .from(organizationDomains)
    .where(eq(organizationDomains.organizationId, gone.id));
  const byName = Object.fromEntries(domains.map(({ domain, status, next }) => [domain, [status, next !== null]]));
  expect(byName).toEqual({ [verified]: ["pending", true], [given]: ["verified", false], [lost]: ["pending", false] });
});
