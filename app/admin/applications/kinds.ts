import type { ApplicationKind } from "#lib/applications/types";

/** What kinds of applications are called on screen, and how each proves itself. */
export const kinds: Readonly<Record<ApplicationKind, { name: string; detail: string }>> = {
  web: { name: "Web application", detail: "Runs on a server and keeps a secret there." },
  single_page: { name: "Single-page application", detail: "Runs in the browser. It has no secret and uses PKCE." },
  native: { name: "Native application", detail: "Runs on a phone or a computer. It has no secret and uses PKCE." },
};

/** An application in one line: what kind it is, and whose when that is not your own. */
export function kindInFull(kind: ApplicationKind, firstParty: boolean): string {
  return firstParty ? kinds[kind].name : `${kinds[kind].name} · Third-party`;
}

export const parties = [
  { value: "yes", label: "First-party", detail: "Your own. Nobody is asked for consent." },
  { value: "no", label: "Third-party", detail: "Somebody else's. People are asked for consent." },
];
