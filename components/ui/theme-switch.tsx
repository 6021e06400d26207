"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useId, useSyncExternalStore } from "react";

const choices = [
  { value: "system", label: "System", Icon: Monitor },
  { value: "light", label: "Light", Icon: Sun },
  { value: "dark", label: "Dark", Icon: Moon },
] as const;

// The boot script has put the stored theme on <html>; a change in another tab arrives as a storage event.
const listeners = new Set<() => void>();
const current = () => document.documentElement.dataset.theme ?? "system";

function apply(value: string) {
  if (value === "light" || value === "dark") document.documentElement.dataset.theme = value;
  else delete document.documentElement.dataset.theme;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  const onStorage = (event: StorageEvent) => event.key === "theme" && apply(event.newValue ?? "system");
  listeners.add(listener);
  window.addEventListener("storage", onStorage);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", onStorage);
  };
}

/** Applies a theme and keeps it in this browser: "light", "dark", or "system" for none of its own. */
export function chooseTheme(value: string): void {
  apply(value);
  try {
    if (value === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", value);
  } catch {
    // Storage is turned off: the choice lasts as long as the page.
  }
}

/** System, light or dark; kept in this browser. */
export function ThemeSwitch() {
  const name = useId();
  const theme = useSyncExternalStore(subscribe, current, () => "system");
  return (
    <fieldset className="needs-script inline-flex w-fit rounded-control bg-sunken p-1">
      <legend className="sr-only">Theme</legend>
      {choices.map(({ value, label, Icon }) => (
        <label
          key={value}
          className="relative flex h-8 items-center gap-1.5 rounded-small border border-transparent px-2.5 text-ink-2 text-small transition-colors hover:text-ink has-[:checked]:border-line has-[:checked]:bg-surface has-[:checked]:font-medium has-[:checked]:text-ink has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-ring has-[:focus-visible]:outline-offset-2"
        >
          <input
            type="radio"
            name={name}
            value={value}
            checked={theme === value}
            onChange={() => chooseTheme(value)}
            className="absolute inset-0 cursor-pointer opacity-0"
          />
          <Icon aria-hidden="true" />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
