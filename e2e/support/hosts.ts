import { newId, type OrganizationId } from "#lib/ids";
import { rows } from "./database.ts";
import { target } from "./environment.ts";

/** Origin of a host at the Foyer under test. Names under localhost lead to this machine by themselves. */
export function originOf(host: string): string {
  return `http://${host}:${new URL(target.baseUrl).port}`;
}

/** The organization's own host under the one of the Foyer under test. */
export const subdomainOf = (slug: string) => originOf(`${slug}.localhost`);

/** A domain that counts as the organization's, as a DNS record would prove it. */
export async function proveDomain(organizationId: OrganizationId, domain: string): Promise<void> {
  await rows(
    `insert into organization_domains (id, organization_id, domain, token, status, created_via, verified_at)
     values ($1, $2, $3, 'a token', 'verified', 'user', now())`,
    [newId("dom"), organizationId, domain],
  );
}

/** What happens when the record was not found too often. */
export async function loseProof(domain: string): Promise<void> {
  await rows("update organization_domains set status = 'failed' where domain = $1", [domain]);
}
