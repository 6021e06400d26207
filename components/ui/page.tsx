import type { ReactNode } from "react";
import { cx } from "./class-names.ts";

type PageProps = {
  /** What crosses the whole width above the column, such as a portal's head. */
  head?: ReactNode;
  className?: string;
  children: ReactNode;
};

/** What a signed-in page is about, under the TopBar: one column of 1,120 px and its gutters. */
export function Page({ head, className, children }: PageProps) {
  return (
    <main>
      {head}
      <div className={cx("mx-auto max-w-page px-5 pt-6 pb-16 wide:px-8 wide:pt-12 wide:pb-24", className)}>
        {children}
      </div>
    </main>
  );
}

/** The title of a page and its one sentence. */
export function PageHead({ title, lead, action }: { title: ReactNode; lead?: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4 wide:flex-nowrap">
      <div className="min-w-0">
        <h1>{title}</h1>
        {lead ? <p className="mt-1 max-w-measure text-ink-2">{lead}</p> : null}
      </div>
      {action}
    </div>
  );
}
