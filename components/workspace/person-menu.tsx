import { Layers, LogOut, UserRound, Wrench } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { signOutAddress } from "../auth/sign-out-button.tsx";
import { Face } from "../brand/face.tsx";
import { ThemeSwitch } from "../ui/theme-switch.tsx";
import type { Person, Words } from "./types.ts";

const item =
  "flex min-h-10 w-full items-center gap-2.5 rounded-small px-3 py-2 text-left text-ink no-underline hover:bg-sunken [&>svg]:text-ink-3";

/** Who is signed in, and what concerns them. A native popover: it opens, closes and gives focus back without a script. */
export function PersonMenu({ person, words }: { person: Person; words: Words }) {
  const name = person.name ?? person.email;
  return (
    <>
      <button
        type="button"
        popoverTarget="person-menu"
        className="-mr-1.5 grid size-11 place-items-center rounded-control transition-colors hover:bg-sunken wide:-mr-1 wide:size-10"
      >
        <span className="sr-only">Your account</span>
        <Face userId={person.id} name={name} />
      </button>
      <div
        id="person-menu"
        popover="auto"
        className="fade absolute inset-auto top-13 right-[calc(max(0px,(100%-74rem)/2)+1.25rem)] m-0 w-70 max-w-[calc(100%-2.5rem)] rounded-card border border-line bg-surface p-1 text-ink shadow-float wide:right-[calc(max(0px,(100%-74rem)/2)+2rem)]"
      >
        <div className="grid px-3 py-2">
          <span className="truncate font-medium">{name}</span>
          {person.name ? <span className="truncate text-ink-2 text-small">{person.email}</span> : null}
        </div>
        <div className="needs-script px-2 pb-2">
          <ThemeSwitch />
        </div>
        <Separator />
        <Entry href="/account" icon={<UserRound aria-hidden="true" />}>
          Account
        </Entry>
        <Entry href="/organizations" icon={<Layers aria-hidden="true" />}>
          Your {words.many}
        </Entry>
        {person.isOperator ? (
          <Entry href="/admin" icon={<Wrench aria-hidden="true" />}>
            Operator pages
          </Entry>
        ) : null}
        <Separator />
        <form action={signOutAddress} method="post">
          <button type="submit" className={item}>
            <LogOut aria-hidden="true" />
            Sign out
          </button>
        </form>
      </div>
    </>
  );
}

function Entry({ href, icon, children }: { href: string; icon: ReactNode; children: ReactNode }) {
  return (
    <Link href={href} prefetch={false} className={item}>
      {icon}
      {children}
    </Link>
  );
}

function Separator() {
  return <div className="-mx-1 my-1 h-px bg-line" />;
}
