import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { requireOperator } from "#lib/auth/gates";
import { noun } from "#lib/noun";
import { findOrganizationNamed, type ListedState, listOrganizations } from "#lib/organizations/operations/queries";
import { type QueryParameter, queryText } from "#lib/query-text";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { relativeTime } from "@/components/ui/relative-time";
import { listAddress } from "./list-address";
import { OrganizationList } from "./organization-list";
import { Paging } from "./paging";
import { SearchForm } from "./search-form";
import { AdminSection } from "./sections";

export async function generateMetadata(): Promise<Metadata> {
  await requireOperator();
  return { title: noun.Many };
}

type Search = Promise<Record<"q" | "state" | "after" | "every", QueryParameter>>;

const isState = (value: string): value is ListedState => value === "deactivated" || value === "deleted";

/** Every organization, newest first, and one box to find one. What names one exactly leads straight to it. */
export default async function AdminPage({ searchParams }: { searchParams: Search }) {
  const context = await requireOperator();
  const query = await searchParams;
  const [search, wanted, after] = [queryText(query.q).trim(), queryText(query.state), queryText(query.after)];
  const state = isState(wanted) ? wanted : "all";
  const every = queryText(query.every) !== "";
  if (search && !after && !every && state === "all") {
    const named = await findOrganizationNamed(context, search);
    if (named) redirect(`/admin/organizations/${named}?${new URLSearchParams({ q: search })}`);
  }
  const page = await listOrganizations(context, { search, state, after: after || null });
  const { organizations, next, searchedBackTo } = page;
  return (
    <AdminSection
      current="/admin"
      title={noun.Many}
      action={
        <Button variant="solid" href="/admin/organizations/new" icon={<Plus aria-hidden="true" />}>
          Create {noun.one}
        </Button>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
        <SearchForm search={search} state={state} />
        {organizations.length > 0 ? (
          <OrganizationList organizations={organizations} />
        ) : (
          <Nothing search={search} state={state} further={next !== null || after !== ""} />
        )}
        {searchedBackTo ? (
          <p role="status" className="max-w-measure text-ink-2">
            Looked at what was created since {relativeTime(searchedBackTo, "long").replace(/^on /, "")}. A longer search
            text finds things at once, wherever they are.
          </p>
        ) : null}
        <Paging
          next={next && listAddress({ search, state, after: next, every })}
          first={after ? listAddress({ search, state, every }) : null}
          nextLabel={searchedBackTo ? "Look further back" : undefined}
        />
      </div>
    </AdminSection>
  );
}

/** Why nothing is shown, and what to do about it. */
function Nothing({ search, state, further }: { search: string; state: ListedState; further: boolean }) {
  if (further) return <Empty title={search ? "Nothing in this part of the list" : "That was the last one"} />;
  if (search) {
    return (
      <Empty title={`No ${state === "all" ? "" : `${state} `}${noun.one} has that in it`}>
        <span className="[overflow-wrap:anywhere]">“{search.slice(0, 100)}”</span> is in no name, address, id or
        external id.
      </Empty>
    );
  }
  return state === "all" ? (
    <Empty title={`There are no ${noun.many} yet`}>
      They appear here when people sign up, or when you create one for a customer.
    </Empty>
  ) : (
    <Empty title={`No ${noun.one} is ${state}`}>Those that are {state} show up in this list.</Empty>
  );
}
