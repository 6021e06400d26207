import { index, integer, json, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { ApiClientId } from "#lib/ids";
import { createdAt } from "./columns.ts";
import { installationWall } from "./wall.ts";

/** Requests to the API that may be sent again: what was asked under a key, and what was answered. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    /** An API client or an application: the row outlives neither by long. */
    clientId: text().$type<ApiClientId>().notNull(),
    key: text().notNull(),
    /** SHA-256 of what was asked: a key means one request. */
    requestHash: text().notNull(),
    /** Both null while the first request is under way. */
    status: integer(),
    answer: json().$type<unknown>(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.clientId, table.key] }),
    index("idempotency_keys_created_at_idx").on(table.createdAt),
    ...installationWall(),
  ],
);
