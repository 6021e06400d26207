import type { ReactNode } from "react";
import type { Portal } from "#lib/auth/gates";
import { Page, PageHead } from "@/components/ui/page";
import { SettingsLayout } from "@/components/ui/settings-layout";

const sections = [
  { path: "", label: "General", needs: "organization:manage" },
  { path: "/branding", label: "Branding", needs: "organization:manage" },
  { path: "/domains", label: "Domains", needs: "domains:manage" },
] as const;

type SectionPageProps = {
  portal: Portal;
  /** The part of the address after the portal's own. */
  path: (typeof sections)[number]["path"];
  title: string;
  lead?: ReactNode;
  children: ReactNode;
};

/** A page of a portal, beside the list of the others that its link is for. */
export function SectionPage({ portal: { id, context }, path, title, lead, children }: SectionPageProps) {
  const open = sections.filter(({ needs }) => context.permissions.has(needs));
  if (open.length === 1) {
    return (
      <Page>
        <div className="grid max-w-settings gap-10">
          <PageHead title={title} lead={lead} />
          {children}
        </div>
      </Page>
    );
  }
  return (
    <SettingsLayout
      label="Portal"
      items={open.map((section) => ({ href: `/portal/${id}${section.path}`, label: section.label }))}
      current={`/portal/${id}${path}`}
      title={title}
      lead={lead}
    >
      {children}
    </SettingsLayout>
  );
}
