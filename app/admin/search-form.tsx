import Link from "next/link";
import { noun } from "#lib/noun";
import type { ListedState } from "#lib/organizations/operations/queries";
import { Button } from "@/components/ui/button";
import { asTyped, Input } from "@/components/ui/input";
import { listAddress } from "./list-address";

const filters = [
  { state: "all", label: "All" },
  { state: "deactivated", label: "Deactivated" },
  { state: "deleted", label: "Deleted" },
] as const;

/** One box that finds an organization by whatever is known of it, and which ones to look at. Plain forms and links. */
export function SearchForm({ search, state }: { search: string; state: ListedState }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <search>
        <form method="get" action="/admin" className="flex gap-2">
          <Input
            key={search}
            name="q"
            type="search"
            aria-label={`Find ${noun.a}`}
            placeholder="Name, address or any id"
            defaultValue={search}
            {...asTyped}
          />
          {state === "all" ? null : <input type="hidden" name="state" value={state} />}
          <Button type="submit">Search</Button>
        </form>
      </search>
      <nav aria-label="Which ones" className="flex gap-1">
        {filters.map((filter) => (
          <Link
            key={filter.state}
            href={listAddress({ search, state: filter.state })}
            prefetch={false}
            aria-current={filter.state === state ? "page" : undefined}
            className="flex h-8 items-center rounded-small px-3 text-ink-2 text-small no-underline transition-colors hover:bg-sunken aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink"
          >
            {filter.label}
          </Link>
        ))}
      </nav>
    </div>
  );
}
