import { type AnyColumn, desc, eq, type SQL, sql } from "drizzle-orm";
import { installation } from "#db/client";
import type { ClientId, ClientSecrets } from "#db/schema/client-secrets";
import type { ClientSecret, StoredSecret } from "./types.ts";

/** What is known of a client's secrets, the latest first. */
export async function listSecrets(secrets: ClientSecrets, ownerId: ClientId): Promise<ClientSecret[]> {
  return installation
    .select({
      hash: secrets.secretHash,
      hint: secrets.hint,
      createdAt: secrets.createdAt,
      lastUsedAt: secrets.lastUsedAt,
    })
    .from(secrets)
    .where(eq(secrets.ownerId, ownerId))
    .orderBy(desc(secrets.createdAt), secrets.secretHash);
}

/** What a client's secrets are verified with, in the statement that reads the client. */
export function storedSecrets(secrets: ClientSecrets, ownerId: AnyColumn): SQL<StoredSecret[]> {
  return sql<StoredSecret[]>`(
    select coalesce(jsonb_agg(jsonb_build_object('hash', ${secrets.secretHash}, 'noted', ${notedLately(secrets)})), '[]')
    from ${secrets} where ${secrets.ownerId} = ${ownerId})`;
}

/** Whether a last use was written down within the minute. */
export function notedLately({ lastUsedAt }: { lastUsedAt: AnyColumn }): SQL<boolean> {
  return sql<boolean>`coalesce(${lastUsedAt} > now() - interval '1 minute', false)`;
}
