import type { Database } from "#db/client";
import type { ClientId, ClientSecrets } from "#db/schema/client-secrets";
import type { InstallationContext } from "#lib/auth/context";

/** What is known of a secret after it was shown. */
export type ClientSecret = {
  /** Its SHA-256, which says nothing about it, and names it. */
  hash: string;
  /** Its last four characters. */
  hint: string;
  createdAt: Date;
  /** To the minute. */
  lastUsedAt: Date | null;
};

/** What one is verified with: its hash, and whether its last use was written down within the minute. */
export type StoredSecret = { hash: string; noted: boolean };

type Client = Readonly<{ id: ClientId; name: string }>;

/** A kind of client that has secrets. */
export type SecretKeeper = Readonly<{
  /** Where they are. */
  secrets: ClientSecrets;
  /** Holds a client until the transaction ends. Throws when there is none, or its secrets cannot change. */
  lock: (tx: Database, id: ClientId) => Promise<Client>;
  record: (
    tx: Database,
    change: "secret_added" | "secret_removed",
    actor: InstallationContext["actor"],
    client: Client,
    details: { hint: string },
  ) => Promise<void>;
}>;
