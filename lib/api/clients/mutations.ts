import { and, eq, not, sql } from "drizzle-orm";
import { type Database, installation } from "#db/client";
import { apiClients } from "#db/schema/api-clients";
import { apiClientSecrets } from "#db/schema/client-secrets";
import { recordAudit } from "#lib/audit/mutations";
import type { AuditAction } from "#lib/audit/types";
import type { InstallationContext } from "#lib/auth/context";
import { storeSecret, verifySecret } from "#lib/client-secrets/mutations";
import { notedLately } from "#lib/client-secrets/queries";
import type { SecretKeeper } from "#lib/client-secrets/types";
import { type CreationKey, creationKeyOf, insertOnce } from "#lib/creation-key";
import { AppError } from "#lib/errors";
import { type ApiClientId, newId } from "#lib/ids";
import { named } from "./queries.ts";
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
 * @returns its id, and the secret, which nobody can read again; null when the form had made it already
 */
export async function createApiClient(
  { actor }: InstallationContext,
  { creationKey: key, ...input }: ApiClientInput & CreationKey,
): Promise<{ id: ApiClientId; secret: string | null }> {
  const id = newId("skc");
  const creationKey = creationKeyOf(actor, key, input.name);
  return installation.transaction(async (tx) => {
    const made = await insertOnce(tx, apiClients, { id, ...input, creationKey, createdBy: actor.id });
    if (made !== id) return { id: made, secret: null };
    await record(tx, "api_client.created", actor, { id, name: input.name }, { scopes: input.scopes.join(" ") });
    return { id, secret: (await storeSecret(tx, apiClientSecrets, id)).secret };
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

/** Secrets of API clients. Those of one that is revoked are gone. */
export const apiClientKeeper: SecretKeeper = {
  secrets: apiClientSecrets,
  lock,
  record: (tx, change, ...what) => record(tx, `api_client.${change}`, ...what),
};

/**
 * Switches a client off for good: it gets no token any more, and those it has mean nothing within two seconds. Its row stays, because
 * what it did is told by its name.
 * @throws AppError not_found, or conflict when it is revoked already
 */
export async function revokeApiClient({ actor }: InstallationContext, id: ApiClientId): Promise<void> {
  await installation.transaction(async (tx) => {
    const client = await lock(tx, id);
    await tx.delete(apiClientSecrets).where(eq(apiClientSecrets.ownerId, client.id));
    await tx
      .update(apiClients)
      .set({ revokedAt: sql`now()`, updatedAt: sql`now()` })
      .where(eq(apiClients.id, client.id));
    await record(tx, "api_client.revoked", actor, client);
  });
}

/** Whether a text is one of a client's secrets, for the provider, which acts for nobody yet. Then it was used. */
export async function verifyClientSecret(client: LiveClient, secret: string): Promise<boolean> {
  const proven = await verifySecret(apiClientSecrets, client.secrets, secret);
  if (proven) await noteUse(client);
  return proven;
}

/** Writes down that a client was used: once a minute at most, however many find out at the same time. */
export async function noteUse({ id, noted }: LiveClient): Promise<void> {
  if (noted) return;
  await installation
    .update(apiClients)
    .set({ lastUsedAt: sql`now()` })
    .where(and(eq(apiClients.id, id), not(notedLately(apiClients))));
}

async function lock(tx: Database, id: ApiClientId) {
  const [client] = await tx.select().from(apiClients).where(named(id)).for("update");
  if (!client) throw AppError.notFound();
  if (client.revokedAt) throw new AppError("conflict", "It was revoked, and stays so. Create another client.");
  return client;
}
