import { timingSafeEqual } from "node:crypto";
import { and, eq, not, sql } from "drizzle-orm";
import { type Database, installation } from "#db/client";
import type { ClientId, ClientSecrets } from "#db/schema/client-secrets";
import type { InstallationContext } from "#lib/auth/context";
import { AppError } from "#lib/errors";
import { lookupKey } from "#lib/lookup-key";
import { newClientSecret, sha256 } from "#lib/secrets";
import { notedLately } from "./queries.ts";
import { mostSecrets } from "./rules.ts";
import type { SecretKeeper, StoredSecret } from "./types.ts";

/** What is done with secrets of clients of any kind. Only the gate of operators makes the context, so whoever has one may. */

/**
 * Adds a secret beside the one there is, so that it can be replaced without a pause.
 * @returns the secret, which nobody can read again
 * @throws AppError limit, or what the keeper's lock throws
 */
export async function addSecret(
  { secrets, lock, record }: SecretKeeper,
  { actor }: InstallationContext,
  id: ClientId,
): Promise<string> {
  return installation.transaction(async (tx) => {
    const client = await lock(tx, id);
    const live = await tx.$count(secrets, eq(secrets.ownerId, client.id));
    if (live >= mostSecrets) {
      throw new AppError("limit", `It has ${mostSecrets} secrets. Remove the one that is no longer used first.`);
    }
    const { secret, hint } = await storeSecret(tx, secrets, client.id);
    await record(tx, "secret_added", actor, client, { hint });
    return secret;
  });
}

/**
 * Removes a secret: from then on nobody proves anything with it. The last one may go too; then the client cannot prove itself.
 * @throws AppError not_found, or what the keeper's lock throws
 */
export async function removeSecret(
  { secrets, lock, record }: SecretKeeper,
  { actor }: InstallationContext,
  id: ClientId,
  hash: string,
): Promise<void> {
  await installation.transaction(async (tx) => {
    const client = await lock(tx, id);
    const [removed] = await tx
      .delete(secrets)
      .where(and(eq(secrets.ownerId, client.id), eq(secrets.secretHash, lookupKey(hash))))
      .returning({ hint: secrets.hint });
    if (!removed) throw AppError.notFound("That secret is gone already.");
    await record(tx, "secret_removed", actor, client, removed);
  });
}

/**
 * Whether a text is one of the secrets that a client was read with, for the provider, which acts for nobody yet. When it was used
 * last is written down once a minute at most, however many use it at the same time.
 */
export async function verifySecret(secrets: ClientSecrets, stored: StoredSecret[], secret: string): Promise<boolean> {
  const offered = Buffer.from(sha256(secret));
  // All of them are compared, whichever it is.
  const [match] = stored.filter(({ hash }) => timingSafeEqual(Buffer.from(hash), offered));
  if (match && !match.noted) {
    await installation
      .update(secrets)
      .set({ lastUsedAt: sql`now()` })
      .where(and(eq(secrets.secretHash, match.hash), not(notedLately(secrets))));
  }
  return match !== undefined;
}

/** Makes a secret of a client that is new, or locked. */
export async function storeSecret(tx: Database, secrets: ClientSecrets, ownerId: ClientId) {
  const { secret, hash, hint } = newClientSecret();
  await tx.insert(secrets).values({ secretHash: hash, ownerId, hint });
  return { secret, hint };
}
