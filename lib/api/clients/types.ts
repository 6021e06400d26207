import type { StoredSecret } from "#lib/client-secrets/types";
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

/** Who may call the API, as those need it who let it in: an API client that is not revoked, or an application with scopes. */
export type LiveClient = {
  id: ApiClientId;
  name: string;
  scopes: Scope[];
  /** None for an application: it proves itself as one (lib/applications). */
  secrets: StoredSecret[];
  /** Whether its last use was written down within the minute. That of an application is, at its secret. */
  noted: boolean;
};
