import { index, json, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { GrantId } from "#lib/ids";
import { createdAt, moment } from "./columns.ts";
import { grants } from "./grants.ts";
import { installationWall } from "./wall.ts";

/**
 * What the OpenID Provider keeps for a while: codes, refresh tokens, authorization requests that wait for a person. Found by the
 * SHA-256 of their id, which is a secret of whoever holds it.
 */
export const providerRecords = pgTable(
  "provider_records",
  {
    model: text().notNull(),
    idHash: text().notNull(),
    /** As the provider hands it over, without the id. Not jsonb, which has no room for a NUL that an application sent as its state. */
    payload: json().$type<Record<string, unknown>>().notNull(),
    grantId: text()
      .$type<GrantId>()
      .references(() => grants.id, { onDelete: "cascade" }),
    /** Codes and refresh tokens are used once: whoever sets this first has it. */
    consumedAt: moment(),
    createdAt: createdAt(),
    expiresAt: moment().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.model, table.idHash] }),
    index("provider_records_grant_id_idx").on(table.grantId),
    index("provider_records_expires_at_idx").on(table.expiresAt),
    ...installationWall(),
  ],
);
