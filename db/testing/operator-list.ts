import { beforeAll } from "vitest";
import { installation } from "#db/client";
import { organizationSlugs } from "#db/schema/organization-slugs";
import { makeOperator } from "#db/testing/factories";
import type { InstallationContext } from "#lib/auth/context";
import type { OrganizationId } from "#lib/ids";
import { listOrganizations } from "#lib/organizations/operations/queries";

/** The list of all organizations, as tests read it. */

let count = 0;
/** Text that nothing else has, without a digit or sign. */
export const mark = () =>
  `${process.pid}${Date.now()}${++count}`.replace(/\d/g, (digit) => "bcdfghjklm"[Number(digit)] ?? "");

/** A former address. */
export async function retire(organizationId: OrganizationId, slug: string): Promise<void> {
  await installation.insert(organizationSlugs).values({ slug, organizationId, retiredAt: new Date() });
}

type Listing = NonNullable<Parameters<typeof listOrganizations>[1]>;
type Effort = Parameters<typeof listOrganizations>[2];

/** An operator for a test file, and what they see. */
export function withOperatorList() {
  let operator: InstallationContext;
  beforeAll(async () => {
    operator = await makeOperator();
  });
  const list = (listing: Listing, effort?: Effort) => listOrganizations(operator, listing, effort);
  const idsOf = async (listing: Listing) =>
    (await list(listing)).organizations.map(({ organizationId }) => organizationId);
  const everyPage = async (listing: Listing) => {
    const seen: OrganizationId[] = [];
    for (let after: string | null = null, pages = 0; pages < 100; pages++) {
      const page = await list({ ...listing, after });
      seen.push(...page.organizations.map(({ organizationId }) => organizationId));
      after = page.next;
      if (after === null) break;
    }
    return seen;
  };
  return { operator: () => operator, list, idsOf, everyPage };
}
