import type { ReactNode } from "react";
import { SettingsLayout } from "@/components/ui/settings-layout";

const sections = [
  { path: "settings", label: "General" },
  { path: "settings/branding", label: "Branding" },
  { path: "settings/domains", label: "Domains" },
  { path: "members", label: "Members" },
] as const;

type SectionPageProps = {
  slug: string;
  /** The part of the address after the organization's own. */
  path: (typeof sections)[number]["path"];
  title: string;
  lead?: ReactNode;
  children: ReactNode;
};

/** A page about one subject of an organization, beside the list of the others. */
export function SectionPage({ slug, path, ...rest }: SectionPageProps) {
  return (
    <SettingsLayout
      label="Settings"
      items={sections.map((section) => ({ href: `/o/${slug}/${section.path}`, label: section.label }))}
      current={`/o/${slug}/${path}`}
      {...rest}
    />
  );
}
