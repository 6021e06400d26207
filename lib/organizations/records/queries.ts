import { type SQL, sql } from "drizzle-orm";
import { installation, prepared } from "#db/client";
import { organizations } from "#db/schema/organizations";
import type { InstallationContext } from "#lib/auth/context";
import type { OrganizationId } from "#lib/ids";
import { newestFirst, type Page, type PageStart, pageOf, positionOf } from "#lib/keyset";
import { lookupKey } from "#lib/lookup-key";
import { withLiveSlug } from "#lib/organizations/lookup";
import { mentions } from "#lib/organizations/search/queries";
import { rfc3339 } from "#lib/rfc3339";

/** Something that back-ends switch on or off for an organization, under a name of theirs. */
export type Feature = { name: string; enabled: boolean };

/** All that is stored of an organization, for back-ends. A deleted one has no record. */
export type OrganizationRecord = {
  id: OrganizationId;
  displayName: string;
  /** Its address, also one it has not proven yet; null when it has none. */
  slug: string | null;
  externalId: string | null;
  /** Exactly as it was given. */
  logoUrl: string | null;
  metadata: Record<string, string>;
  features: Feature[];
  /** How many people it may have at most; null: any number. */
  maxUsers: number | null;
  /** RFC 3339 in UTC with microseconds. */
  createdAt: string;
  /** As createdAt. Another one after each change, so that it names a version. */
  updatedAt: string;
};

/** An organization is named by one of the two. */
export type OrganizationName = { id: string } | { externalId: string };

type Row = {
  id: OrganizationId;
  display_name: string;
  slug: string | null;
  external_id: string | null;
  logo_url: string | null;
  metadata: Record<string, string>;
  features: Feature[];
  max_users: number | null;
  created_at: string;
  updated_at: string;
  position: string;
  total: string;
};

/** The version of a row of the organizations table: the `updatedAt` of its record. */
export const versionOf = rfc3339(organizations.updatedAt);

const columns = sql`o.id, o.display_name, live.slug, o.external_id, o.logo_url, o.metadata, o.features, o.max_users,
  ${rfc3339(sql`o.created_at`)} as created_at, ${rfc3339(sql`o.updated_at`)} as updated_at`;

const named = (name: OrganizationName) =>
  "id" in name
    ? sql`o.id = ${lookupKey(name.id)} and o.deleted_at is null`
    : sql`o.external_id = ${lookupKey(name.externalId)} and o.deleted_at is null`;

const record = sql`select ${columns} from organizations o ${withLiveSlug} where o.deleted_at is null`;
const byId = prepared<Row>("organization by id", sql`${record} and o.id = ${sql.placeholder("key")}`);
const byExternalId = prepared<Row>(
  "organization by external id",
  sql`${record} and o.external_id = ${sql.placeholder("key")}`,
);

/** The record of an organization, in one statement; null when there is none, or it is deleted. */
export async function findRecord(_: InstallationContext, name: OrganizationName): Promise<OrganizationRecord | null> {
  const [row] = await ("id" in name
    ? byId({ key: lookupKey(name.id) })
    : byExternalId({ key: lookupKey(name.externalId) }));
  return row ? toRecord(row) : null;
}

/** The id of an organization that is not deleted; null when there is none. */
export async function findRecordId(_: InstallationContext, name: OrganizationName): Promise<OrganizationId | null> {
  const { rows } = await installation.execute<{ id: OrganizationId }>(
    sql`select o.id from organizations o where ${named(name)}`,
  );
  return rows[0]?.id ?? null;
}

type Listing = { start: PageStart; limit: number; externalId?: string; query?: string };

/**
 * The organizations of the installation, newest first, a page at a time, with their exact number.
 * @param listing `query`: any part of a name, an address, live or former, an id or an external id
 */
export async function listRecords(_: InstallationContext, listing: Listing): Promise<Page<OrganizationRecord>> {
  const { start, limit, externalId, query } = listing;
  const among = sql`o.deleted_at is null
    and ${externalId ? sql`o.external_id = ${lookupKey(externalId)}` : sql`true`} and ${query ? found(query) : sql`true`}`;
  const { from, order } = newestFirst(start, sql`o.created_at`, sql`o.id`);
  const { rows } = await installation.execute<Row>(sql`
    with total as (select count(*) as total from organizations o where ${among}), page as (
      select o.* from organizations o where ${among} and ${from} order by ${order} limit ${limit + 1}
    )
    select total.total, ${columns}, ${positionOf(sql`o.created_at`, sql`o.id`)} as position
    from total left join page o on true ${withLiveSlug} order by ${order}`);
  return pageOf(rows, listing, toRecord);
}

function found(query: string): SQL {
  const { candidates, matches } = mentions(query);
  return sql`o.id in (select s.organization_id from organization_search s where ${candidates ?? sql`true`} and ${matches})`;
}

function toRecord(row: Row): OrganizationRecord {
  return {
    id: row.id,
    displayName: row.display_name,
    slug: row.slug,
    externalId: row.external_id,
    logoUrl: row.logo_url,
    metadata: row.metadata,
    features: row.features,
    maxUsers: row.max_users,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
