import Link from "next/link";
import type { ReactNode } from "react";
import { type QueryParameter, queryText } from "#lib/query-text";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";

type PagingProps = {
  /** Address of the next page; null at the end. */
  next: string | null;
  /** Address of the first page; null on it. */
  first: string | null;
  nextLabel?: string;
  firstLabel?: string;
};

/** The ways on from a page of a list that is longer. */
export function Paging({ next, first, nextLabel = "Show older ones", firstLabel = "Back to the newest" }: PagingProps) {
  if (next === null && first === null) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
      {next === null ? null : (
        <Link href={next} prefetch={false} className={buttonClass()}>
          {nextLabel}
        </Link>
      )}
      {first === null ? null : (
        <Link href={first} prefetch={false} className="link">
          {firstLabel}
        </Link>
      )}
    </div>
  );
}

/** Where a page begins, by its address; null: where the list does. */
export function startIn(after: QueryParameter): string | null {
  return queryText(after) || null;
}

type PagedListProps = {
  /** Address of the list. */
  path: string;
  /** Where this page begins; null: where the list does. */
  start: string | null;
  /** Where the next one does; null at the end. */
  next: string | null;
  /** What to say when there are none at all. */
  none: string;
  hint: string;
  children: ReactNode[];
};

/** A page of a list, and the ways on. */
export function PagedList({ path, start, next, none, hint, children }: PagedListProps) {
  return (
    <>
      {children.length > 0 ? (
        <Card>
          <ul>{children}</ul>
        </Card>
      ) : (
        <Empty title={start ? "That was the last one" : none}>{start ? null : hint}</Empty>
      )}
      <Paging next={next && `${path}?${new URLSearchParams({ after: next })}`} first={start && path} />
    </>
  );
}
