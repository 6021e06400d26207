import type { ReactNode } from "react";
import { noun } from "#lib/noun";
import { SettingsLayout } from "@/components/ui/settings-layout";

type AdminSectionProps = {
  current:
    | "/admin"
    | "/admin/applications"
    | "/admin/api-clients"
    | "/admin/permissions"
    | "/admin/claims"
    | "/admin/webhooks"
    | "/admin/settings";
  title: ReactNode;
  lead?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
};

/** A page about one subject of the installation, beside the list of the others. */
export function AdminSection(props: AdminSectionProps) {
  const items = [
    { href: "/admin", label: noun.Many },
    { href: "/admin/applications", label: "Applications" },
    { href: "/admin/api-clients", label: "API clients" },
    { href: "/admin/permissions", label: "Permissions" },
    { href: "/admin/claims", label: "Claims" },
    { href: "/admin/webhooks", label: "Webhooks" },
    { href: "/admin/settings", label: "Settings" },
  ];
  return <SettingsLayout label="Operator pages" items={items} {...props} />;
}
