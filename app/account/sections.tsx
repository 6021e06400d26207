import type { ReactNode } from "react";
import { SettingsLayout } from "@/components/ui/settings-layout";

const items = [
  { href: "/account", label: "Profile" },
  { href: "/account/sign-in-methods", label: "Sign-in methods" },
  { href: "/account/sessions", label: "Sessions" },
] as const;

type AccountPageProps = {
  current: (typeof items)[number]["href"];
  title: string;
  lead?: ReactNode;
  children: ReactNode;
};

/** A page about one subject of a person, beside the list of the others. */
export function AccountSection(props: AccountPageProps) {
  return <SettingsLayout label="Account" items={items} {...props} />;
}
