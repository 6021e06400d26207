"use client";

import { Command } from "cmdk";
import { Check, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { useState, useTransition } from "react";
import { signOutAddress } from "../auth/sign-out-button.tsx";
import { OrganizationLogo } from "../brand/organization-logo.tsx";
import { Spinner } from "../ui/spinner.tsx";
import { chooseTheme } from "../ui/theme-switch.tsx";
import { switchOrganizationAction } from "./actions.ts";
import { CommandIcon, type Doing, doings } from "./doings.tsx";
import type { MenuScope, Person, Place, Words } from "./types.ts";

type CommandMenuProps = {
  scope: MenuScope;
  organizations: readonly Place[];
  current: Place | null;
  person: Person;
  words: Words;
  creates: boolean;
  onClose: () => void;
  /** When the dialog has gone: focus returns to where it was. */
  onClosed: () => void;
};

const item =
  "flex min-h-11 cursor-pointer select-none items-center gap-3 rounded-small px-3 py-2 data-[selected=true]:bg-sunken";
const group =
  "[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-small [&_[cmdk-group-heading]]:text-ink-3";

/** Switch, and everything else one can do here, by typing or with the arrow keys. */
export default function CommandMenu(props: CommandMenuProps) {
  const { scope, organizations, current, person, words, creates, onClose, onClosed } = props;
  const router = useRouter();
  const [going, setGoing] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  const label = scope === "places" ? `Switch ${words.one}` : "Search or switch";

  const goTo = (place: Place) => {
    if (pending) return;
    if (place.slug === current?.slug) return onClose();
    setGoing(place.slug);
    startTransition(async () => {
      await switchOrganizationAction(place.slug);
      onClose();
    });
  };
  const run = (doing: Doing) => {
    if (doing.signOut) return signOut();
    onClose();
    if (doing.theme) chooseTheme(doing.theme);
    if (doing.href) router.push(doing.href);
  };

  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fade fixed inset-0 z-40 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            onClosed();
          }}
          className="fade fixed top-3 left-1/2 z-50 w-[calc(100%-1.5rem)] max-w-140 -translate-x-1/2 overflow-hidden rounded-card border border-line bg-surface shadow-float wide:top-[12vh]"
        >
          <Dialog.Title className="sr-only">{label}</Dialog.Title>
          <Command label={label} loop>
            <div className="flex h-13 items-center gap-3 border-line border-b px-4">
              <Search className="text-ink-3" aria-hidden="true" />
              <Command.Input
                placeholder={scope === "places" ? `Find ${words.a}` : `Find ${words.a} or something to do`}
                className="h-full min-w-0 flex-1 bg-transparent outline-none"
              />
            </div>
            <Command.List className="fading-end max-h-[min(26rem,60svh)] overflow-y-auto p-1">
              <Command.Empty className="px-3 py-8 text-center text-ink-2">Nothing by that name.</Command.Empty>
              <Command.Group heading={words.Many} className={group}>
                {organizations.map((place) => (
                  <Command.Item
                    key={place.slug}
                    value={`to ${place.slug}`}
                    keywords={[place.displayName]}
                    onSelect={() => goTo(place)}
                    className={item}
                  >
                    <OrganizationLogo brand={place} size={24} />
                    <span className="min-w-0 flex-1 truncate">{place.displayName}</span>
                    {pending && going === place.slug ? <Spinner className="text-ink-3" /> : null}
                    {place.slug === current?.slug ? <Here /> : null}
                  </Command.Item>
                ))}
                {scope === "places" && creates ? <Action doing={doings.create(words)} run={run} /> : null}
              </Command.Group>
              {scope === "everything" ? (
                <Command.Group heading="Actions" className={group}>
                  {doings.all(current, person, words, creates).map((doing) => (
                    <Action key={doing.label} doing={doing} run={run} />
                  ))}
                </Command.Group>
              ) : null}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Action({ doing, run }: { doing: Doing; run: (doing: Doing) => void }) {
  return (
    <Command.Item value={doing.label} keywords={doing.keywords} onSelect={() => run(doing)} className={item}>
      <span className="grid size-6 place-items-center text-ink-3">
        <CommandIcon doing={doing} />
      </span>
      {doing.label}
    </Command.Item>
  );
}

function Here() {
  return (
    <>
      <Check className="text-ink-2" aria-hidden="true" />
      <span className="sr-only">You are here</span>
    </>
  );
}

/** The same post as the button's, so that a whole new page follows. */
function signOut() {
  const form = Object.assign(document.createElement("form"), { action: signOutAddress, method: "post" });
  document.body.append(form);
  form.submit();
}
