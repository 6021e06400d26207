import { type Scope, scopes } from "#lib/api/clients/rules";
import type { Noun } from "#lib/noun";

export type ScopeLine = { scope: Scope; sentence: string };

/** The scopes, each with what it lets a client do. */
export function scopeLines({ many }: Pick<Noun, "many">): ScopeLine[] {
  const sentences: Record<Scope, string> = {
    "organizations:read": `See ${many}, their properties and their settings.`,
    "organizations:write": `Create, change and delete ${many}, and make links to their settings.`,
    "users:read": `See people and the ${many} they are in.`,
    "users:write": `Add people, change what is known of them, and take them out of ${many}.`,
    "roles:read": "See roles and permissions.",
    "roles:write": "Change roles and permissions, and which permissions a role has.",
    "domains:read": `See the domains of ${many}.`,
    "domains:write": `Add and remove domains of ${many}. Those that it adds count as verified.`,
    "sessions:read": "See who is signed in, where and since when.",
    "sessions:write": "Sign people out.",
  };
  return scopes.map((scope) => ({ scope, sentence: sentences[scope] }));
}
