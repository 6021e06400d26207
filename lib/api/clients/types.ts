import type { ApiClientId } from "#lib/ids";
import type { Scope } from "./rules.ts";

/** A back-end that calls the API, as operators see it. */
export type ApiClient = {
  /** The client id. */
  id: ApiClientId;
  name: string;
  scopes: Scope[];
  createdAt: Date;
  /** To the minute. */
  lastUsedAt: Date | null;
  /** Since when it is switched off, for good. */
  revokedAt: Date | null;
};

/** What is known of a secret after it was shown. */
export type ApiClientSecret = {
  /** Its SHA-256, which says nothing about it, and names it. */
  hash: string;
  /** Its last four characters. */
  hint: string;
  createdAt: Date;
  /** To the minute. */
  lastUsedAt: Date | null;
};

/** Who may call the API, as those need it who let it in: an API client that is not revoked, or an application with scopes. */
export type LiveClient = {
  id: ApiClientId;
  name: string;
  scopes: Scope[];
  /** None for an application: it proves itself as one (lib/applications). */
  secretHashes: string[];
  /** Whether its last use was written down within the minute. That of an application is, at its secret. */
  noted: boolean;
};
