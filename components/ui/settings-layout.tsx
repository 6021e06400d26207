import Link from "next/link";
import type { ReactNode } from "react";
import { Page, PageHead } from "./page.tsx";

type SettingsLayoutProps = {
  /** Name of the list for screen readers: "Settings". */
  label: string;
  items: readonly { href: string; label: string }[];
  /** The `href` of the section that is open. */
  current: string;
  title: ReactNode;
  lead?: ReactNode;
  /** The one main act, beside the title. */
  action?: ReactNode;
  children: ReactNode;
};

/** Sections in a list on the left, tabs on a phone; one subject a page. */
export function SettingsLayout({ label, items, current, title, lead, action, children }: SettingsLayoutProps) {
  return (
    <Page className="grid items-start gap-6 wide:grid-cols-[11rem_minmax(0,1fr)] wide:gap-16">
      <nav
        aria-label={label}
        className="no-scrollbar -mx-5 -mt-6 flex gap-1 overflow-x-auto border-line border-b px-5 wide:sticky wide:top-8 wide:m-0 wide:grid wide:gap-0.5 wide:overflow-visible wide:border-0 wide:p-0"
      >
        {items.map((item) => (
          <Link
            key={item.href}
            href={item.href}
            // Every section is made per request: a prefetch would ask the gate for a page that nobody may open.
            prefetch={false}
            // More tabs than a phone has room for begin at the one that is open.
            aria-current={item.href === current ? "page" : undefined}
            className="settings-link flex h-11 shrink-0 items-center px-2.5 text-ink-2 no-underline aria-[current=page]:font-medium aria-[current=page]:text-ink max-wide:scroll-mx-5 max-wide:aria-[current=page]:[scroll-initial-target:nearest] transition-colors first:-ml-2.5 wide:-ml-3 wide:first:-ml-3 wide:h-9 wide:rounded-small wide:px-3 wide:hover:bg-sunken"
          >
            {item.label}
          </Link>
        ))}
      </nav>
      <div className="grid min-w-0 max-w-settings gap-10">
        <PageHead title={title} lead={lead} action={action} />
        {children}
      </div>
    </Page>
  );
}
