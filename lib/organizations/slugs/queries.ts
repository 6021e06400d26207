import { type SQL, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { env } from "#lib/env";
import type { OrganizationId } from "#lib/ids";
import { domainToProve } from "#lib/organizations/domains/refusals";
import { namesAbove } from "#lib/organizations/hosts/rules";
import { hasVerified } from "#lib/organizations/lookup";
import { alternatives, refusal } from "./reserved.ts";
import { checkSlug, correctSlug, isHostname } from "./rules.ts";

export type Availability = {
  slug: string;
  status: "available" | "taken" | "reserved" | "invalid";
  /** One sentence; "" when there is nothing to say of an available address. */
  message: string;
  /** Free addresses to offer instead. */
  alternatives: string[];
};

type Owner = { slug: string; organizationId: OrganizationId };

const offered = 3;

/**
 * What to say about an address while it is typed. Advisory: only the insert decides. At most one statement, which looks at
 * the address and its alternatives together.
 * @param own the organization that asks: the address it has now always counts as available, and its former ones are its to take back
 */
export async function checkAvailability(slug: string, own?: Owner): Promise<Availability> {
  if (slug === own?.slug) return { slug, status: "available", message: "", alternatives: [] };
  const grammar = checkSlug(slug, { chosenIn: "browser" });
  if (!grammar.ok) {
    const corrected = correctSlug(slug);
    const usable = corrected && !refusal(corrected, { chosenIn: "browser", installationHost: env.host });
    const { free } = await freeAmong(usable ? [corrected, ...take(alternatives(corrected, env.host), offered)] : []);
    // What they meant, alone; only when it is gone, something near it.
    return {
      slug,
      status: "invalid",
      message: grammar.message,
      alternatives: free[0] === corrected ? [corrected] : free,
    };
  }
  const candidates = take(alternatives(slug, env.host), offered * 2);
  const refused = refusal(slug, { chosenIn: "browser", installationHost: env.host });
  if (refused) {
    const status = refused.code === "reserved" ? "reserved" : "invalid";
    return {
      slug,
      status,
      message: refused.message,
      alternatives: (await freeAmong(candidates)).free.slice(0, offered),
    };
  }
  const { free, verified, claimed } = await freeAmong([slug, ...candidates], own);
  const isFree = free[0] === slug || (verified && claimed);
  const proof =
    isHostname(slug) && !verified ? `you have verified ${domainToProve(slug)} under Settings, Domains` : null;
  if (isFree) return { slug, status: "available", message: proof ? `It works once ${proof}.` : "", alternatives: [] };
  const message =
    proof && claimed
      ? `Somebody else claims that address; once ${proof}, it is yours to take.`
      : "That address is taken.";
  return { slug, status: "taken", message, alternatives: free.slice(0, offered) };
}

type Free = {
  /** Those that no other organization has or had, in the same order. */
  free: string[];
  /** Of the first, when it is a hostname: whether the one who asks has verified it, and whether whoever has it has not. */
  verified: boolean;
  claimed: boolean;
};

async function freeAmong(slugs: readonly string[], own?: Owner): Promise<Free> {
  const [first] = slugs;
  if (first === undefined) return { free: [], verified: false, claimed: false };
  const proof = (id: SQL) => (isHostname(first) ? hasVerified(id, namesAbove(first)) : sql`false`);
  const {
    rows: [found],
  } = await installation.execute<{ taken: string[]; verified: boolean; claimed: boolean }>(sql`
    select
      array(select slug from organization_slugs
        where slug in ${slugs} and organization_id is distinct from ${own?.organizationId ?? null}
        union all select external_id from organizations
        where external_id in ${slugs} and deleted_at is null and id is distinct from ${own?.organizationId ?? null}) as taken,
      ${own ? proof(sql`${own.organizationId}`) : sql`false`} as verified,
      exists (select 1 from organization_slugs held
        where held.slug = ${first} and not ${proof(sql`held.organization_id`)}) as claimed`);
  if (!found) throw new Error("A select without a table returns a row.");
  const { taken, ...rest } = found;
  return { free: slugs.filter((slug) => !taken.includes(slug)), ...rest };
}

function take<T>(values: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  for (const value of values) {
    if (taken.length === count) break;
    taken.push(value);
  }
  return taken;
}
