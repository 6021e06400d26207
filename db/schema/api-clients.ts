import { sql } from "drizzle-orm";
import { check, index, pgTable, text, unique } from "drizzle-orm/pg-core";
import type { ApiClientId } from "#lib/ids";
import { createdAt, moment } from "./columns.ts";
import { installationWall } from "./wall.ts";

/** A back-end that calls the API. Operators make it; its id is the client id, and shares its shape with those of applications. */
export const apiClients = pgTable(
  "api_clients",
  {
    id: text().$type<ApiClientId>().primaryKey(),
    name: text().notNull(),
    /** What it may do: names of lib/api/clients/rules.ts. */
    scopes: text().array().notNull().default([]),
    /** To the minute: when it last asked for a token or called the API. */
    lastUsedAt: moment(),
    /** Switched off for good: its secrets and tokens mean nothing any more. */
    revokedAt: moment(),
    /** Of the form that made it, so that a form sent twice makes one; null for other ways of creating. */
    creationKey: text(),
    createdBy: text(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    unique("api_clients_creation_key_key").on(table.creationKey),
    check("api_clients_name_check", sql`char_length(${table.name}) between 1 and 100`),
    index("api_clients_created_at_id_idx").on(table.createdAt, table.id),
    ...installationWall(),
  ],
);
