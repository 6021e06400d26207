import { and, inArray, ne } from "drizzle-orm";
import { installation } from "#db/client";
import { organizationSlugs } from "#db/schema/organization-slugs";
import { env } from "#lib/env";
import type { OrganizationId } from "#lib/ids";
import { alternatives, refusal } from "./reserved.ts";
import { checkSlug, correctSlug } from "./rules.ts";

export type Availability = {
  slug: string;
  status: "available" | "taken" | "reserved" | "invalid";
  /** One sentence, or "" when the address is available. */
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
    const open = await free(usable ? [corrected, ...take(alternatives(corrected, env.host), offered)] : []);
    // What they meant, alone; only when it is gone, something near it.
    return {
      slug,
      status: "invalid",
      message: grammar.message,
      alternatives: open[0] === corrected ? [corrected] : open,
    };
  }
  const candidates = take(alternatives(slug, env.host), offered * 2);
  const refused = refusal(slug, { chosenIn: "browser", installationHost: env.host });
  if (refused) {
    const status = refused.code === "reserved" ? "reserved" : "invalid";
    return { slug, status, message: refused.message, alternatives: (await free(candidates)).slice(0, offered) };
  }
  const open = await free([slug, ...candidates], own);
  if (open[0] === slug) return { slug, status: "available", message: "", alternatives: [] };
  return { slug, status: "taken", message: "That address is taken.", alternatives: open.slice(0, offered) };
}

/** Those of `slugs` that no other organization has or had, in the same order. */
async function free(slugs: readonly string[], own?: Owner): Promise<string[]> {
  if (slugs.length === 0) return [];
  const taken = await installation
    .select({ slug: organizationSlugs.slug })
    .from(organizationSlugs)
    .where(
      and(inArray(organizationSlugs.slug, [...slugs]), own && ne(organizationSlugs.organizationId, own.organizationId)),
    );
  const names = new Set(taken.map((row) => row.slug));
  return slugs.filter((slug) => !names.has(slug));
}

function take<T>(values: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  for (const value of values) {
    if (taken.length === count) break;
    taken.push(value);
  }
  return taken;
}
