import { timingSafeEqual } from "node:crypto";
import { and, eq, not, sql } from "drizzle-orm";
import { type Database, installation } from "#db/client";
import { apiClientSecrets, apiClients } from "#db/schema/api-clients";
import { recordAudit } from "#lib/audit/mutations";
import type { AuditAction } from "#lib/audit/types";
import type { InstallationContext } from "#lib/auth/context";
import { AppError } from "#lib/errors";
import { type ApiClientId, newId } from "#lib/ids";
import { lookupKey } from "#lib/lookup-key";
import { newClientSecret, sha256 } from "#lib/secrets";
import { named, notedLately } from "./queries.ts";
import { mostClientSecrets } from "./rules.ts";
import type { ApiClientInput } from "./schema.ts";
import type { LiveClient } from "./types.ts";

/** What operators do to API clients. Only the gate of operators makes the context, so whoever has one may. */

type Actor = InstallationContext["actor"];
type Named = Readonly<{ id: ApiClientId; name: string }>;

const record = (
  tx: Database,
  action: AuditAction,
  actor: Actor,
  { id, name }: Named,
  more: Record<string, string> = {},
) => recordAudit(tx, { action, actor, details: { client: id, name, ...more } });

/**
 * Makes an API client and its first secret.
 * @returns its id, and the secret, which nobody can read again
 */
export async function createApiClient(
  { actor }: InstallationContext,
  input: ApiClientInput,
): Promise<{ id: ApiClientId; secret: string }> {
  const id = newId("skc");
  return installation.transaction(async (tx) => {
    await tx.insert(apiClients).values({ id, ...input, createdBy: actor.id });
    await record(tx, "api_client.created", actor, { id, name: input.name }, { scopes: input.scopes.join(" ") });
    return { id, secret: (await storeSecret(tx, id)).secret };
  });
}

/**
 * Changes what `input` names and nothing else. Tokens that it has already lose what it may no longer do within two seconds.
 * @throws AppError not_found, or conflict when it is revoked
 */
export async function updateApiClient(
  { actor }: InstallationContext,
  id: ApiClientId,
  input: Partial<ApiClientInput>,
): Promise<void> {
  await installation.transaction(async (tx) => {
    const before = await lock(tx, id);
    const fields = Object.keys(input) as (keyof ApiClientInput)[];
    const changed = fields.filter((field) => String(before[field]) !== String(input[field]));
    if (changed.length === 0) return;
    await tx
      .update(apiClients)
      .set({ ...input, updatedAt: sql`now()` })
      .where(eq(apiClients.id, id));
    await record(
      tx,
      "api_client.updated",
      actor,
      { id, name: input.name ?? before.name },
      {
        changed: changed.join(", "),
        ...(changed.includes("scopes") && { scopes: (input.scopes ?? []).join(" ") }),
      },
    );
  });
}

/**
 * Adds a secret beside the one there is, so that it can be replaced without a pause.
 * @returns the secret, which nobody can read again
 * @throws AppError not_found, conflict when the client is revoked, or limit
 */
export async function addClientSecret({ actor }: InstallationContext, id: ApiClientId): Promise<string> {
  return installation.transaction(async (tx) => {
    const client = await lock(tx, id);
    const live = await tx.$count(apiClientSecrets, eq(apiClientSecrets.clientId, client.id));
    if (live >= mostClientSecrets) {
      throw new AppError("limit", `It has ${mostClientSecrets} secrets. Remove the one that is no longer used first.`);
    }
    const { secret, hint } = await storeSecret(tx, client.id);
    await record(tx, "api_client.secret_added", actor, client, { hint });
    return secret;
  });
}

/**
 * Removes a secret: from then on nobody gets a token with it. The last one may go too.
 * @throws AppError not_found, or conflict when the client is revoked
 */
export async function removeClientSecret({ actor }: InstallationContext, id: ApiClientId, hash: string): Promise<void> {
  await installation.transaction(async (tx) => {
    const client = await lock(tx, id);
    const [removed] = await tx
      .delete(apiClientSecrets)
      .where(and(eq(apiClientSecrets.clientId, client.id), eq(apiClientSecrets.secretHash, lookupKey(hash))))
      .returning({ hint: apiClientSecrets.hint });
    if (!removed) throw AppError.notFound("That secret is gone already.");
    await record(tx, "api_client.secret_removed", actor, client, { hint: removed.hint });
  });
}

/**
 * Switches a client off for good: it gets no token any more, and those it has mean nothing within two seconds. Its row stays, because
 * what it did is told by its name.
 * @throws AppError not_found, or conflict when it is revoked already
 */
export async function revokeApiClient({ actor }: InstallationContext, id: ApiClientId): Promise<void> {
  await installation.transaction(async (tx) => {
    const client = await lock(tx, id);
    await tx.delete(apiClientSecrets).where(eq(apiClientSecrets.clientId, client.id));
    await tx
      .update(apiClients)
      .set({ revokedAt: sql`now()`, updatedAt: sql`now()` })
      .where(eq(apiClients.id, client.id));
    await record(tx, "api_client.revoked", actor, client);
  });
}

/** Whether a text is one of a client's secrets, for the provider, which acts for nobody yet. Then it was used. */
export async function verifyClientSecret(client: LiveClient, secret: string): Promise<boolean> {
  const offered = Buffer.from(sha256(secret));
  // All of them are compared, whichever it is.
  const [hash] = client.secretHashes.filter((each) => timingSafeEqual(Buffer.from(each), offered));
  if (!hash) return false;
  await installation
    .update(apiClientSecrets)
    .set({ lastUsedAt: sql`now()` })
    .where(and(eq(apiClientSecrets.secretHash, hash), not(notedLately(apiClientSecrets))));
  await noteUse(client);
  return true;
}

/** Writes down that a client was used: once a minute at most, however many find out at the same time. */
export async function noteUse({ id, noted }: LiveClient): Promise<void> {
  if (noted) return;
  await installation
    .update(apiClients)
    .set({ lastUsedAt: sql`now()` })
    .where(and(eq(apiClients.id, id), not(notedLately(apiClients))));
}

async function storeSecret(tx: Database, clientId: ApiClientId): Promise<{ secret: string; hint: string }> {
  const { secret, hash, hint } = newClientSecret();
  await tx.insert(apiClientSecrets).values({ secretHash: hash, clientId, hint });
  return { secret, hint };
}

async function lock(tx: Database, id: ApiClientId) {
  const [client] = await tx.select().from(apiClients).where(named(id)).for("update");
  if (!client) throw AppError.notFound();
  if (client.revokedAt) throw new AppError("conflict", "It was revoked, and stays so. Create another client.");
  return client;
}
