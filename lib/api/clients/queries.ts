import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import { installation } from "#db/client";
import { apiClients } from "#db/schema/api-clients";
import { applications } from "#db/schema/applications";
import { apiClientSecrets } from "#db/schema/client-secrets";
import type { InstallationContext } from "#lib/auth/context";
import { listSecrets, notedLately, storedSecrets } from "#lib/client-secrets/queries";
import type { ClientSecret, StoredSecret } from "#lib/client-secrets/types";
import type { ApiClientId, ApplicationId } from "#lib/ids";
import { newestFirst, onwards, positionOf } from "#lib/keyset";
import { lookupKey } from "#lib/lookup-key";
import { isScope } from "./rules.ts";
import type { ApiClient, LiveClient } from "./types.ts";

const columns = {
  id: apiClients.id,
  name: apiClients.name,
  scopes: apiClients.scopes,
  createdAt: apiClients.createdAt,
  lastUsedAt: apiClients.lastUsedAt,
  revokedAt: apiClients.revokedAt,
};

/** A scope that is none any more allows nothing. */
const known = <Row extends { scopes: string[] }>(row: Row) => ({ ...row, scopes: row.scopes.filter(isScope) });

export type ApiClientPage = {
  clients: ApiClient[];
  /** Where the next page begins; null at the end. */
  next: string | null;
};

/** The API clients of the installation, newest first, a page at a time, those that are revoked among them. */
export async function listApiClients(
  _: InstallationContext,
  { after = null, limit = 50 }: { after?: string | null; limit?: number } = {},
): Promise<ApiClientPage> {
  const { from, order } = newestFirst(after === null ? null : { after }, apiClients.createdAt, apiClients.id);
  const rows = await installation
    .select({ ...columns, position: positionOf(apiClients.createdAt, apiClients.id) })
    .from(apiClients)
    .where(from)
    .orderBy(order)
    .limit(limit + 1);
  const { records, next } = onwards(rows, limit);
  return { clients: records.map(known), next };
}

/** One API client and what is known of its secrets, the latest first; null when there is none. */
export async function readApiClient(
  _: InstallationContext,
  id: string,
): Promise<{ client: ApiClient; secrets: ClientSecret[] } | null> {
  const [client] = await installation.select(columns).from(apiClients).where(named(id));
  return client ? { client: known(client), secrets: await listSecrets(apiClientSecrets, client.id) } : null;
}

/** The row of an id, which comes from outside. */
export function named(id: string): SQL {
  return eq(apiClients.id, lookupKey(id) as ApiClientId);
}

/**
 * For the provider and the API, where whoever comes is nobody yet: who may call the API by this id, or null. An API client that is not
 * revoked, or an application with scopes, whose secrets are lib/applications' own.
 */
export async function findLiveClient(id: string): Promise<LiveClient | null> {
  const apiClient = installation
    .select({
      id: apiClients.id,
      name: apiClients.name,
      scopes: apiClients.scopes,
      noted: notedLately(apiClients),
      secrets: storedSecrets(apiClientSecrets, apiClients.id),
    })
    .from(apiClients)
    .where(and(named(id), isNull(apiClients.revokedAt)));
  const application = installation
    .select({
      id: applications.id,
      name: applications.name,
      scopes: applications.apiScopes,
      noted: sql<boolean>`true`,
      secrets: sql<StoredSecret[]>`'[]'::jsonb`,
    })
    .from(applications)
    .where(and(eq(applications.id, lookupKey(id) as ApplicationId), sql`cardinality(${applications.apiScopes}) > 0`));
  const [client] = await unionAll(apiClient, application);
  return client ? known(client) : null;
}
