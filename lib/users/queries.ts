import { type SQL, sql } from "drizzle-orm";
import { type Database, installation } from "#db/client";
import type { InstallationContext } from "#lib/auth/context";
import type { OrganizationId, UserId } from "#lib/ids";
import { newestFirst, type Page, type PageStart, pageOf, positionOf } from "#lib/keyset";
import { lookupKey } from "#lib/lookup-key";
import { mentions } from "#lib/organizations/search/queries";
import { rfc3339 } from "#lib/rfc3339";
import { permissionsGrantedTo } from "#lib/roles/queries";
import type { MembershipRecord, UserName, UserRecord } from "./types.ts";

type Row = {
  id: UserId;
  email: string;
  email_verified: boolean;
  name: string | null;
  given_name: string | null;
  family_name: string | null;
  image: string | null;
  external_id: string | null;
  metadata: Record<string, string>;
  memberships: MembershipRecord[];
  created_at: string;
  updated_at: string;
  position: string;
  total: string;
};

const memberships = sql`(
  select coalesce(json_agg(json_build_object(
    'organizationId', m.organization_id, 'organizationName', o.display_name, 'role', m.role,
    'permissions', to_json(${permissionsGrantedTo(sql`m.role`)}), 'joinedAt', ${rfc3339(sql`m.created_at`)}
  ) order by m.created_at, m.organization_id), '[]')
  from memberships m join organizations o on o.id = m.organization_id and o.deleted_at is null
  where m.user_id = u.id) as memberships`;

const columns = sql`u.id, u.email, u.email_verified_at is not null as email_verified, u.name, u.given_name, u.family_name, u.image,
  u.external_id, u.metadata, ${memberships}, ${rfc3339(sql`u.created_at`)} as created_at, ${rfc3339(sql`u.updated_at`)} as updated_at`;

const named = (name: UserName) =>
  "id" in name ? sql`u.id = ${lookupKey(name.id)}` : sql`u.external_id = ${lookupKey(name.externalId)}`;

/** The record of a person, in one statement; null when there is none. */
export async function findUser(
  _: InstallationContext,
  name: UserName,
  outer: Database = installation,
): Promise<UserRecord | null> {
  const { rows } = await outer.execute<Row>(sql`select ${columns} from users u where ${named(name)}`);
  return rows[0] ? toRecord(rows[0]) : null;
}

/** The id of a person; null when there is none. */
export async function findUserId(_: InstallationContext, name: UserName): Promise<UserId | null> {
  const { rows } = await installation.execute<{ id: UserId }>(sql`select u.id from users u where ${named(name)}`);
  return rows[0]?.id ?? null;
}

type Listing = { start: PageStart; limit: number; organizationId?: OrganizationId; query?: string };

/**
 * The people of the installation, the newest first, a page at a time, with their exact number.
 * @param listing `organizationId`: members of that one only; `query`: any part of a name, an address, an id or an external id
 */
export async function listUsers(_: InstallationContext, listing: Listing): Promise<Page<UserRecord>> {
  const { start, limit, organizationId, query } = listing;
  const within = sql`exists (
    select 1 from memberships i where i.user_id = u.id and i.organization_id = ${organizationId ?? null})`;
  const among = sql`${organizationId ? within : sql`true`} and ${query ? found(query) : sql`true`}`;
  const { from, order } = newestFirst(start, sql`u.created_at`, sql`u.id`);
  const { rows } = await installation.execute<Row>(sql`
    with total as (select count(*) as total from users u where ${among}), page as (
      select u.* from users u where ${among} and ${from} order by ${order} limit ${limit + 1}
    )
    select total.total, ${columns}, ${positionOf(sql`u.created_at`, sql`u.id`)} as position
    from total left join page u on true order by ${order}`);
  return pageOf(rows, listing, toRecord);
}

function found(query: string): SQL {
  const { candidates, matches } = mentions(query, { text: sql`u.search_text`, key: sql`u.search_key` });
  return sql`${candidates ?? sql`true`} and ${matches}`;
}

function toRecord(row: Row): UserRecord {
  return {
    id: row.id,
    email: row.email,
    emailVerified: row.email_verified,
    name: row.name,
    givenName: row.given_name,
    familyName: row.family_name,
    image: row.image,
    externalId: row.external_id,
    metadata: row.metadata,
    memberships: row.memberships,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
