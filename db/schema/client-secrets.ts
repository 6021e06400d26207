import { type AnyPgColumn, index, pgTable, text } from "drizzle-orm/pg-core";
import type { ApiClientId, ApplicationId } from "#lib/ids";
import { apiClients } from "./api-clients.ts";
import { applications } from "./applications.ts";
import { createdAt, moment } from "./columns.ts";
import { installationWall } from "./wall.ts";

/** Whose a secret can be. */
export type ClientId = ApplicationId | ApiClientId;

/** At most two at a time, so that one can be replaced without a pause. Shown once; the row holds the SHA-256. */
const secretsOf = (name: string, ownerColumn: string, owner: () => AnyPgColumn) =>
  pgTable(
    name,
    {
      secretHash: text().primaryKey(),
      ownerId: text(ownerColumn).$type<ClientId>().notNull().references(owner, { onDelete: "cascade" }),
      /** Its last four characters, to tell two apart. */
      hint: text().notNull(),
      lastUsedAt: moment(),
      createdAt: createdAt(),
    },
    (table) => [index(`${name}_${ownerColumn}_idx`).on(table.ownerId), ...installationWall()],
  );

export type ClientSecrets = ReturnType<typeof secretsOf>;

export const applicationSecrets = secretsOf("application_secrets", "application_id", () => applications.id);
export const apiClientSecrets = secretsOf("api_client_secrets", "client_id", () => apiClients.id);
