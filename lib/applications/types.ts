import type { StoredSecret } from "#lib/client-secrets/types";
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

/** An application as the provider needs it. */
export type ApplicationWithSecrets = Application & { secrets: StoredSecret[] };
