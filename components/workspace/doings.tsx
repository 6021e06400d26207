import {
  AppWindow,
  Building2,
  FileKey2,
  Globe,
  KeyRound,
  ListChecks,
  LogOut,
  Monitor,
  Moon,
  Paintbrush,
  Plug,
  Plus,
  ScanEye,
  Settings,
  Smartphone,
  Sun,
  UserRound,
  Users,
  Webhook,
  Wrench,
} from "lucide-react";
import type { Person, Place, Words } from "./types.ts";

/** Something the command menu can do: go somewhere, change the theme, or sign out. */
export type Doing = {
  label: string;
  Icon: typeof Plus;
  keywords?: string[];
  href?: string;
  theme?: "system" | "light" | "dark";
  signOut?: true;
};

const create = (words: Words): Doing => ({
  label: `Create ${words.one}`,
  Icon: Plus,
  keywords: ["new", "add"],
  href: "/organizations/new",
});

const here = ({ slug }: Place): Doing[] => [
  { label: "Settings", Icon: Settings, keywords: ["name", "address", "rename"], href: `/o/${slug}/settings` },
  { label: "Branding", Icon: Paintbrush, keywords: ["logo", "colour", "color"], href: `/o/${slug}/settings/branding` },
  { label: "Domains", Icon: Globe, keywords: ["dns", "hostname"], href: `/o/${slug}/settings/domains` },
  { label: "Members", Icon: Users, keywords: ["people"], href: `/o/${slug}/members` },
];

const mine: Doing[] = [
  { label: "Account", Icon: UserRound, keywords: ["profile", "name"], href: "/account" },
  { label: "Sign-in methods", Icon: KeyRound, keywords: ["passkey", "providers"], href: "/account/sign-in-methods" },
  { label: "Sessions", Icon: Smartphone, keywords: ["devices"], href: "/account/sessions" },
  { label: "Use the light theme", Icon: Sun, theme: "light" },
  { label: "Use the dark theme", Icon: Moon, theme: "dark" },
  { label: "Use the system’s theme", Icon: Monitor, theme: "system" },
  { label: "Sign out", Icon: LogOut, keywords: ["log out", "leave"], signOut: true },
];

const operating = (words: Words): Doing[] => [
  { label: `All ${words.many}`, Icon: Building2, keywords: ["operator", "admin", "customers"], href: "/admin" },
  { label: "Applications", Icon: AppWindow, keywords: ["operator", "oauth", "client"], href: "/admin/applications" },
  { label: "API clients", Icon: Plug, keywords: ["operator", "sdk", "secret", "token"], href: "/admin/api-clients" },
  { label: "Permissions", Icon: ListChecks, keywords: ["operator", "roles", "grants"], href: "/admin/permissions" },
  { label: "Claims", Icon: FileKey2, keywords: ["operator", "tokens"], href: "/admin/claims" },
  { label: "Token preview", Icon: ScanEye, keywords: ["operator", "claims"], href: "/admin/claims/preview" },
  { label: "Webhooks", Icon: Webhook, keywords: ["operator", "events", "endpoints"], href: "/admin/webhooks" },
  { label: "Installation settings", Icon: Wrench, keywords: ["operator", "configuration"], href: "/admin/settings" },
];

export const doings = {
  create,
  /** @param creates whether people make organizations themselves */
  all: (current: Place | null, { isOperator }: Person, words: Words, creates: boolean): Doing[] => [
    ...(current ? here(current) : []),
    ...(creates ? [create(words)] : []),
    ...(isOperator ? operating(words) : []),
    ...mine,
  ],
};

export function CommandIcon({ doing: { Icon } }: { doing: Doing }) {
  return <Icon aria-hidden="true" />;
}
