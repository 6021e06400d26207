import {
  KeyRound,
  LogOut,
  Monitor,
  Moon,
  Paintbrush,
  Plus,
  Settings,
  Smartphone,
  Sun,
  UserRound,
  Users,
} from "lucide-react";
import type { Place, Words } from "./types.ts";

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

export const doings = {
  create,
  /** @param creating the words for making an organization, where people do */
  all: (current: Place | null, creating: Words | null): Doing[] => [
    ...(current ? here(current) : []),
    ...(creating ? [create(creating)] : []),
    ...mine,
  ],
};

export function CommandIcon({ doing: { Icon } }: { doing: Doing }) {
  return <Icon aria-hidden="true" />;
}
