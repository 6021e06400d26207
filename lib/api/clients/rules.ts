/** What an API client may be allowed: to read, or to change, one kind of thing. Everything the API does asks for one of these. */

const subjects = ["organizations", "users", "roles", "domains", "sessions"] as const;

type ScopeSubject = (typeof subjects)[number];
export type Scope = `${ScopeSubject}:${"read" | "write"}`;

/** All there are, in the order in which they are shown. */
export const scopes: readonly Scope[] = subjects.flatMap((subject): Scope[] => [`${subject}:read`, `${subject}:write`]);

const known = new Set<string>(scopes);

/** Whether a text is a scope, to the letter. */
export function isScope(text: string): text is Scope {
  return known.has(text);
}
