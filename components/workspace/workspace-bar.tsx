"use client";

import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Wordmark } from "../brand/mark.tsx";
import { SwitcherButton } from "../brand/switcher-button.tsx";
import { SearchButton } from "../ui/search-button.tsx";
import { TopBar } from "../ui/top-bar.tsx";
import { PersonMenu } from "./person-menu.tsx";
import type { MenuScope, Person, Place, Words } from "./types.ts";

const switcherId = "switcher";
const loadMenu = () => import("./command-menu.tsx");
const CommandMenu = lazy(loadMenu);

type WorkspaceBarProps = {
  person: Person;
  organizations: readonly Place[];
  /** The organization of this page; null outside of one, where the house's own sign leads home. */
  current: Place | null;
  words: Words;
  /** Whether people make organizations here. */
  creates: boolean;
};

/**
 * The bar over signed-in pages. Its buttons work before and without scripts: the switcher leads to the list of organizations,
 * the person menu is a popover of the browser's own.
 */
export function WorkspaceBar({ person, organizations, current, words, creates }: WorkspaceBarProps) {
  const [scope, setScope] = useState<MenuScope | null>(null);
  const opener = useRef<HTMLElement | null>(null);
  const open = (next: MenuScope) => {
    opener.current = document.activeElement as HTMLElement | null;
    document.querySelector<HTMLElement>(":popover-open")?.hidePopover();
    setScope(next);
  };
  useShortcut(() => (scope ? setScope(null) : open("everything")));
  // The script of the menu comes when a hand goes there, so that opening does not wait for it.
  const near = { onPointerEnter: loadMenu, onFocus: loadMenu };
  return (
    <>
      <TopBar
        start={
          current ? (
            <form action="/organizations" className="flex min-w-0">
              <SwitcherButton
                {...near}
                id={switcherId}
                type="submit"
                aria-haspopup="dialog"
                brand={current}
                label={`Switch ${words.one}, now`}
                onClick={(event) => {
                  event.preventDefault();
                  open("places");
                }}
              />
            </form>
          ) : (
            <Wordmark href="/home" />
          )
        }
        end={
          <>
            <span className="needs-script">
              <SearchButton
                {...near}
                aria-haspopup="dialog"
                aria-keyshortcuts="Control+K Meta+K"
                label="Search or switch"
                onClick={() => open("everything")}
              />
            </span>
            <PersonMenu person={person} words={words} />
          </>
        }
      />
      {scope ? (
        <Suspense>
          <CommandMenu
            scope={scope}
            organizations={organizations}
            current={current}
            person={person}
            words={words}
            creates={creates}
            onClose={() => setScope(null)}
            onClosed={() => giveFocusBack(opener.current)}
          />
        </Suspense>
      ) : null}
    </>
  );
}

/** A switch brings a new bar, and what opened the menu has gone with the old one: then the focus goes to the new switcher. */
function giveFocusBack(opener: HTMLElement | null) {
  (opener?.isConnected ? opener : document.getElementById(switcherId))?.focus();
}

/** Ctrl+K, or Command+K on a Mac, from anywhere on the page. */
function useShortcut(run: () => void) {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || event.shiftKey || event.altKey || !(event.metaKey || event.ctrlKey))
        return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
