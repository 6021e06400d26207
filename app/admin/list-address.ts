import type { ListedState } from "#lib/organizations/operations/queries";

type Place = { search?: string; state?: ListedState; after?: string | null; every?: boolean };

/** The address of a place in the list. `every` keeps an exact match from being opened at once. */
export function listAddress({ search = "", state = "all", after = null, every = false }: Place): string {
  const query = new URLSearchParams({
    ...(search && { q: search }),
    ...(state !== "all" && { state }),
    ...(every && { every: "1" }),
    ...(after && { after }),
  });
  return query.size > 0 ? `/admin?${query}` : "/admin";
}
