import type { ApplicationId } from "#lib/ids";

/** web keeps a secret on a server; single-page and native apps cannot, and have none. */
export const applicationKinds = ["web", "single_page", "native"] as const;
export type ApplicationKind = (typeof applicationKinds)[number];

/** How tokens can be signed; an application has one, the provider a key of each. */
export const signingAlgorithms = ["RS256", "ES256"] as const;
export type SigningAlgorithm = (typeof signingAlgorithms)[number];

/** An app that signs people in through Foyer. */
export type Application = {
  /** The client id. */
  id: ApplicationId;
  name: string;
  kind: ApplicationKind;
  /** Nobody is asked for consent. */
  firstParty: boolean;
  /** Addresses and templates (redirects/rules.ts), as they were typed. */
  callbackUrls: string[];
  postLogoutUrls: string[];
  initiateLoginUrl: string | null;
  /** What access tokens are for; null: the client id. */
  audience: string | null;
  signingAlgorithm: SigningAlgorithm;
  /** Lifetimes in seconds; null: the installation's. */
  accessTokenSeconds: number | null;
  idTokenSeconds: number | null;
  refreshTokenSeconds: number | null;
  /** What it may do in the API by itself, with its secret; those that are scopes no more are among them, and allow nothing. */
  apiScopes: string[];
  createdAt: Date;
};

/** What is known of a secret after it was shown. */
export type ApplicationSecret = {
  /** Its SHA-256, which says nothing about it, and names it. */
  hash: string;
  /** Its last four characters. */
  hint: string;
  createdAt: Date;
  /** To the minute. */
  lastUsedAt: Date | null;
};

/** An application as the provider needs it: with the hashes of its secrets, and whether their last use was noted within the minute. */
export type ApplicationWithSecrets = Application & { secrets: { hash: string; noted: boolean }[] };
