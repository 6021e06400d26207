import { type SQL, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { type RecentEvent, readRecentEvents } from "#lib/audit/queries";
import type { InstallationContext } from "#lib/auth/context";
import { env } from "#lib/env";
import type { OrganizationId } from "#lib/ids";
import { newestFirst, onwards, positionOf } from "#lib/keyset";
import { type MemberPage, readMembers } from "#lib/members/queries";
import { type BrandRow, brandColumns, toBrand } from "#lib/organizations/brand/queries";
import { readDomains } from "#lib/organizations/domains/queries";
import type { Domain } from "#lib/organizations/domains/types";
import { type HostPlace, namesAbove, placeOf } from "#lib/organizations/hosts/rules";
import { isDeactivated, organizationAt, organizationAtHost, withLiveSlug } from "#lib/organizations/lookup";
import { mentions } from "#lib/organizations/search/queries";
import type { PublicBrand } from "#lib/organizations/types";
import { pastedAddress } from "./rules.ts";

/** An organization as operators see it in a list. `slug` is its id when it has no address. */
export type OperatorRow = PublicBrand & {
  address: string | null;
  externalId: string | null;
  deactivatedAt: Date | null;
  deletedAt: Date | null;
  createdAt: Date;
};

export type OrganizationPage = {
  organizations: OperatorRow[];
  /** Where the next page begins; null at the end. */
  next: string | null;
  /** Until when a search for something common looked before it gave up for now: `next` goes on from there. Null when it need not. */
  searchedBackTo: Date | null;
};

export type ListedState = "all" | "deactivated" | "deleted";

type Listing = {
  /** Any part of a name, an address, live or former, an id or an external id. "" lists everything. */
  search?: string;
  state?: ListedState;
  /** The `next` of the page before. */
  after?: string | null;
  limit?: number;
};

/**
 * How much one search may read. Up to `matches` are all read and put in order; of more the newest are looked for, one by one, among
 * `walk` at a time.
 */
type Effort = Readonly<{ matches: number; walk: number }>;

const usualEffort: Effort = { matches: 2_000, walk: 50_000 };

type Row = BrandRow & {
  external_id: string | null;
  deactivated_at: string | null;
  deleted_at: string | null;
  created_at: string;
  position: string;
};

const order = sql`order by o.created_at desc, o.id desc`;
const position = positionOf(sql`o.created_at`, sql`o.id`);

/** What a page shows of the organizations that `picked` selects all columns of. */
const shown = (picked: SQL) => sql`
  select o.id, ${brandColumns}, o.external_id, o.deactivated_at, o.deleted_at, o.created_at,
    ${position} as position
  from (${picked}) o ${withLiveSlug}`;

const states = {
  all: sql`true`,
  deactivated: isDeactivated("o"),
  deleted: sql`o.deleted_at is not null`,
} as const;

/**
 * The organizations of the installation, newest first, a page at a time. Where the page begins costs nothing, and how many there are
 * is never counted. Under three characters, a search finds what begins with it.
 */
export async function listOrganizations(
  _: InstallationContext,
  listing: Listing = {},
  effort = usualEffort,
): Promise<OrganizationPage> {
  const { search = "", state = "all", after = null, limit = 50 } = listing;
  const { from } = newestFirst(after === null ? null : { after }, sql`o.created_at`, sql`o.id`);
  const among = sql`${states[state]} and ${from}`;
  const page = (rows: Row[]): OrganizationPage => {
    const { records, next } = onwards(rows, limit);
    return { organizations: records.map(toRow), next, searchedBackTo: null };
  };
  const wanted = search.normalize("NFC").trim();
  if (wanted === "") {
    const picked = sql`select o.* from organizations o where ${among} ${order} limit ${limit + 1}`;
    return page((await installation.execute<Row>(sql`${shown(picked)} ${order}`)).rows);
  }
  const { candidates, matches } = mentions(wanted);
  const few = candidates && (await findFew(sql`${candidates} and ${matches}`, among, limit, effort.matches));
  if (few) return page(few);

  const { rows } = await installation.execute<Row>(sql`
    ${shown(sql`
      select o.* from (select o.* from organizations o where ${among} ${order} limit ${effort.walk}) o
      cross join lateral (select from organization_search s where s.organization_id = o.id and ${matches} offset 0) hit
      ${order} limit ${limit + 1}`)} ${order}`);
  if (rows.length > limit) return page(rows);
  const stop = await findEndOfWalk(among, effort.walk);
  return { ...page(rows), next: stop?.position ?? null, searchedBackTo: stop && new Date(stop.created_at) };
}

/** The newest of those that match, or null when too many do to put them in order. */
async function findFew(matching: SQL, among: SQL, limit: number, most: number): Promise<Row[] | null> {
  const { rows } = await installation.execute<Partial<Row> & { found: number }>(sql`
    with found as materialized (
      select s.organization_id as id from organization_search s where ${matching} limit ${most + 1}
    ), counted as (select count(*)::int as found from found)
    select counted.found, o.* from counted left join lateral (${shown(sql`
      select o.* from found join organizations o on o.id = found.id
      where counted.found <= ${most} and ${among} ${order} limit ${limit + 1}`)}) o on true
    ${order}`);
  if ((rows[0]?.found ?? 0) > most) return null;
  return rows.filter((row): row is Row & { found: number } => Boolean(row.organization_id));
}

/** The last organization that a walk has looked at, or null when it came to the end. */
async function findEndOfWalk(among: SQL, length: number): Promise<{ position: string; created_at: string } | null> {
  const { rows } = await installation.execute<{ position: string; created_at: string }>(sql`
    select ${position} as position, o.created_at from (
      select o.id, o.created_at, row_number() over (${order}) as place
      from organizations o where ${among} ${order} limit ${length}
    ) o where o.place = ${length}`);
  return rows[0] ?? null;
}

const moment = (text: string | null) => (text === null ? null : new Date(text));

function toRow(row: Omit<Row, "position">): OperatorRow {
  return {
    ...toBrand(row),
    address: row.slug,
    externalId: row.external_id,
    deactivatedAt: moment(row.deactivated_at),
    deletedAt: moment(row.deleted_at),
    createdAt: new Date(row.created_at),
  };
}

/**
 * The organization that a text names exactly: its address, live or former, its id, its external id, a link to its door, or a host
 * in a domain that is verified for it; also a deleted one. Null when it names none.
 */
export async function findOrganizationNamed(_: InstallationContext, typed: string): Promise<OrganizationId | null> {
  const text = typed.trim();
  if (text === "") return null;
  const address = pastedAddress(text, env.host);
  const place = placeOf(address, env.host);
  // Whose door is there comes first: anyone may claim a hostname that another one has verified.
  const [shown, owner] = place ? [organizationAtHost(place), ownerOf(place)] : [sql`null`, sql`null`];
  const { rows } = await installation.execute<{ id: OrganizationId }>(sql`
    select id from organizations
    where id = coalesce(${shown}, ${organizationAt(text)}, ${organizationAt(address)}, ${owner})`);
  return rows[0]?.id ?? null;
}

/** The organization that has verified a host or, nearest first, a domain above it: its id as a scalar expression. */
const ownerOf = ({ host }: HostPlace): SQL => sql`(select organization_id from organization_domains
  where domain in ${namesAbove(host)} and status = 'verified' order by length(domain) desc limit 1)`;

/** All that operators see of one organization. */
export type OperatorView = {
  organization: OperatorRow & {
    /** As pairs: a key may be any name, also one that means something to an object. */
    metadata: [key: string, value: string][];
    createdVia: string;
    /** Whoever made it, by name; null for one that is gone, or when nobody is known. */
    createdBy: string | null;
    /** The latest first. */
    formerAddresses: string[];
    logoUrl: string | null;
    /** Why the picture at the link is not shown; null when it is, or has not been fetched yet. */
    logoUrlProblem: string | null;
  };
  members: MemberPage;
  domains: Domain[];
  events: RecentEvent[];
};

/**
 * One organization, also a deleted one; null when there is none.
 * @param membersAfter the `next` of the page of members before
 */
export async function readOrganization(
  _: InstallationContext,
  id: OrganizationId,
  membersAfter: string | null = null,
): Promise<OperatorView | null> {
  type Facts = {
    metadata: Record<string, string>;
    created_via: string;
    created_by: string | null;
    former: string[];
    logo_url: string | null;
    logo_url_problem: string | null;
  };
  const { rows } = await installation.execute<Row & Facts>(sql`
    select o.*, more.metadata, more.created_via, more.logo_url, more.logo_url_problem, coalesce(u.name, u.email) as created_by,
      array(select slug from organization_slugs where organization_id = ${id} and retired_at is not null
        order by retired_at desc limit 20) as former
    from (${shown(sql`select * from organizations where id = ${id}`)}) o
    join organizations more on more.id = o.id left join users u on u.id = more.created_by`);
  const [row] = rows;
  if (!row) return null;
  const members = await readMembers(installation, id, 20, membersAfter);
  return {
    organization: {
      ...toRow(row),
      metadata: Object.entries(row.metadata),
      createdVia: row.created_via,
      createdBy: row.created_by,
      formerAddresses: row.former,
      logoUrl: row.logo_url,
      logoUrlProblem: row.logo_url_problem,
    },
    members,
    domains: await readDomains(installation, id),
    events: await readRecentEvents(installation, id, 20),
  };
}
