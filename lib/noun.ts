import { env } from "#lib/env";

/** Everything copy needs to say about an organization, from its one noun. */
export type Noun = {
  /** "workspace" */
  one: string;
  /** "workspaces" */
  many: string;
  /** "Workspace" */
  One: string;
  /** "Workspaces" */
  Many: string;
  /** "a workspace", "an organization" */
  a: string;
};

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function plural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

// "unit", "university", "user group" begin with a consonant when spoken.
const article = (word: string) => (/^([aio]|e(?!u)|u(?!ni|s[aeiou]|t[aeiou]))/.test(word) ? "an" : "a");

export function declineNoun(one: string): Noun {
  const many = plural(one);
  return { one, many, One: capital(one), Many: capital(many), a: `${article(one)} ${one}` };
}

let declined: Noun | undefined;

/** The word for an organization on screen. Lazy, as `env` is; server only: client components get the words as props. */
export const noun: Noun = new Proxy({} as Noun, {
  get(_, form: keyof Noun) {
    declined ??= declineNoun(env.ORGANIZATION_NOUN);
    return declined[form];
  },
});
