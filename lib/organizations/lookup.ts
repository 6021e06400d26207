import { type SQL, sql } from "drizzle-orm";
import { lookupKey } from "#lib/lookup-key";
import { type HostPlace, namesAbove } from "./hosts/rules.ts";

/**
 * How an organization is found, as parts of larger statements: every gate, door and switch asks in the same words.
 */

/**
 * The id of the organization that `address` means, as a scalar expression: a slug, live or former; else an id; else an external id.
 * Null when it means none. Deleted ones are found by slug and id: combine with isActive.
 */
export function organizationAt(address: string): SQL {
  const key = lookupKey(address);
  const named = sql`(select id from organizations where external_id = ${key} and deleted_at is null)`;
  // Every id has an underscore and no slug does: looking where nothing can be found would be most of the work.
  if (key.startsWith("org_")) return sql`coalesce((select id from organizations where id = ${key}), ${named})`;
  if (!/^[a-z0-9.-]+$/.test(key)) return named;
  return sql`coalesce((select organization_id from organization_slugs where slug = ${key}), ${named})`;
}

/**
 * The id of the organization that a host means, as a scalar expression: under the installation's own host a slug, live or former;
 * anywhere else a domain that was verified, or a live hostname slug that is verified. Null when it means none; deleted ones are found too.
 */
export function organizationAtHost({ host, label }: HostPlace): SQL {
  if (label !== null) return sql`(select organization_id from organization_slugs where slug = ${label})`;
  const verified = sql`(select organization_id from organization_domains where domain = ${host} and status = 'verified')`;
  const [, ...parents] = namesAbove(host);
  if (parents.length === 0) return verified;
  return sql`coalesce(${verified},
    (select claimed.organization_id from organization_slugs claimed
      where claimed.slug = ${host} and claimed.retired_at is null and ${hasVerified(sql`claimed.organization_id`, parents)}))`;
}

/** Whether the organization `id` stands for has verified one of these domains: of namesAbove, those that cover a hostname. */
export function hasVerified(id: SQL, domains: readonly string[]): SQL {
  // One comparison for each, since the index that takes fewest pages finds one value at a time.
  const among = domains.map((domain) => sql`d.domain = ${domain}`);
  return sql`exists (
    select 1 from organization_domains d
    where d.organization_id = ${id} and d.status = 'verified' and (${sql.join(among, sql` or `)}))`;
}

/**
 * Whether a slug is one that its organization may stand at: a label, or a hostname it has verified. `alias` names the
 * organization_slugs table. It says the same as hasVerified of a hostname that only the statement knows.
 */
export function isVerified(alias: string): SQL {
  const slugs = sql.identifier(alias);
  return sql`(strpos(${slugs}.slug, '.') = 0 or exists (
    select 1 from organization_domains d
    where d.organization_id = ${slugs}.organization_id and d.status = 'verified'
      and (${slugs}.slug = d.domain or right(${slugs}.slug, length(d.domain) + 1) = '.' || d.domain)))`;
}

/** Joins to `o`, the organizations table, the slug it has now as `live`. A condition may follow: `and …`. */
export const withLiveSlug = sql`left join organization_slugs live on live.organization_id = o.id and live.retired_at is null`;

/** Whether people may use the organization: neither deactivated nor deleted. `alias` names the organizations table. */
export function isActive(alias: string): SQL {
  const table = sql.identifier(alias);
  return sql`${table}.deactivated_at is null and ${table}.deleted_at is null`;
}

/** Whether it is shut for the time being: its people may know, nobody gets in. `alias` names the organizations table. */
export function isDeactivated(alias: string): SQL {
  const table = sql.identifier(alias);
  return sql`${table}.deactivated_at is not null and ${table}.deleted_at is null`;
}

/** A person's organizations in the order that they are offered in: the last opened first, then the oldest. Of `m`, the memberships table. */
export const lastOpenedFirst = sql`m.last_opened_at desc nulls last, m.created_at`;

/** What `updated_at` becomes with each change: later than it was, whichever of two that wait for each other began first. */
export const touched = sql`greatest(now(), updated_at + interval '1 microsecond')`;
