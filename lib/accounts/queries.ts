import { asc, eq } from "drizzle-orm";
import { installation } from "#db/client";
import { accounts } from "#db/schema/accounts";
import { passkeys } from "#db/schema/passkeys";
import type { UserId } from "#lib/ids";
import type { LinkedAccount, Passkey } from "./types.ts";

/** The provider identities of a person, the oldest first. */
export async function listLinkedAccounts(userId: UserId): Promise<LinkedAccount[]> {
  return installation
    .select({ provider: accounts.provider, email: accounts.email, linkedAt: accounts.createdAt })
    .from(accounts)
    .where(eq(accounts.userId, userId))
    .orderBy(asc(accounts.createdAt));
}

/** The passkeys of a person, the oldest first. Their keys and counters stay in the database. */
export async function listPasskeys(userId: UserId): Promise<Passkey[]> {
  return installation
    .select({
      credentialId: passkeys.credentialId,
      deviceType: passkeys.deviceType,
      transports: passkeys.transports,
      addedAt: passkeys.createdAt,
      lastUsedAt: passkeys.lastUsedAt,
    })
    .from(passkeys)
    .where(eq(passkeys.userId, userId))
    .orderBy(asc(passkeys.createdAt));
}
