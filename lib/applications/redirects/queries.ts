import { sql } from "drizzle-orm";
import { installation } from "#db/client";
import { env } from "#lib/env";
import type { OrganizationId } from "#lib/ids";
import { organizationAt } from "#lib/organizations/lookup";
import type { Application } from "../types.ts";
import { expandRedirect, isTemplate, type RedirectOrganization } from "./rules.ts";

/**
 * What fills the placeholders of templates for an organization; null when there is none, or it is deleted. One statement.
 * @param address its id, external id or slug
 */
export async function findRedirectOrganization(
  address: string,
): Promise<(RedirectOrganization & { id: OrganizationId }) | null> {
  const { rows } = await installation.execute<{
    id: OrganizationId;
    slug: string | null;
    external_id: string | null;
    metadata: Record<string, string>;
    domains: string[];
  }>(sql`
    select o.id, live.slug, o.external_id, o.metadata,
      array(select d.domain from organization_domains d where d.organization_id = o.id and d.status = 'verified') as domains
    from organizations o
    left join organization_slugs live on live.organization_id = o.id and live.retired_at is null
    where o.id = ${organizationAt(address)} and o.deleted_at is null`);
  const [row] = rows;
  if (!row) return null;
  return {
    id: row.id,
    slug: row.slug,
    externalId: row.external_id,
    metadata: row.metadata,
    verifiedDomains: row.domains,
  };
}

/**
 * Where an application begins a sign-in when it is asked to (OpenID Connect Core, 4), by whom said; null when it registered no such
 * address, or its template means nothing here.
 * @param address of the organization that the sign-in is for, or null
 */
export async function findInitiateLoginUrl(
  { initiateLoginUrl }: Pick<Application, "initiateLoginUrl">,
  address: string | null,
): Promise<string | null> {
  if (initiateLoginUrl === null) return null;
  const organization =
    isTemplate(initiateLoginUrl) && address !== null ? await findRedirectOrganization(address) : null;
  const url = organization ? expandRedirect(initiateLoginUrl, organization) : initiateLoginUrl;
  return url === null || isTemplate(url) ? null : `${url}?${new URLSearchParams({ iss: env.APP_URL })}`;
}
