import type { ApplicationId } from "#lib/ids";

/** What a person is asked. */
export type Prompt = "create" | "login" | "select_account" | "consent";

/** An authorization request that waits for a person. */
export type AuthorizationRequest = {
  uid: string;
  prompt: Prompt;
  /** Why the person is asked, in the provider's words: no_session, login_prompt, max_age, … */
  reasons: string[];
  applicationId: ApplicationId;
  /** As the application named it: an id, an external id or an address. */
  organization: string | null;
  /** The one the person picked: its id. */
  picked: string | null;
  loginHint: string | null;
  /** Where the application wants them back. */
  redirectUri: string;
  scopes: string[];
  startedAt: Date;
  /** Whether it was answered, so that the provider can go on. */
  answered: boolean;
};

/** What the provider reads when it goes on: one entry for each prompt that was answered, or why nothing comes of it. */
export type Answer =
  | { login: { accountId: string } }
  | { create: true; login: { accountId: string } }
  | { select_account: { organizationId: string; userId: string } }
  /** Whom, and where, the person read that it was about (requests/rules.ts). */
  | { consent: { about: string } }
  | { error: "access_denied"; error_description: string };
