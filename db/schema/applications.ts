import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, text, unique } from "drizzle-orm/pg-core";
import type { ApplicationId } from "#lib/ids";
import { createdAt } from "./columns.ts";
import { installationWall } from "./wall.ts";

/** An app that signs people in through Foyer: an OAuth client. Operators register it; its id is the client id. */
export const applications = pgTable(
  "applications",
  {
    id: text().$type<ApplicationId>().primaryKey(),
    name: text().notNull(),
    /** web keeps a secret; single-page and native apps cannot, and prove themselves with PKCE alone. */
    kind: text({ enum: ["web", "single_page", "native"] }).notNull(),
    /** Nobody is asked for consent to an app of the installation's own. */
    firstParty: boolean().notNull().default(true),
    /** Concrete addresses and templates (lib/applications/redirects/rules.ts), in the order they were typed. */
    callbackUrls: text().array().notNull().default([]),
    postLogoutUrls: text().array().notNull().default([]),
    /** Where the app begins a sign-in by itself, for links from a portal. A template too. */
    initiateLoginUrl: text(),
    /** What access tokens say they are for; null: the client id. */
    audience: text(),
    signingAlgorithm: text({ enum: ["RS256", "ES256"] })
      .notNull()
      .default("RS256"),
    /** Lifetimes of its own, in seconds; null: the installation's. */
    accessTokenSeconds: integer(),
    idTokenSeconds: integer(),
    refreshTokenSeconds: integer(),
    /** What it may do in the API by itself, with its secret: names of lib/api/clients/rules.ts. */
    apiScopes: text().array().notNull().default([]),
    /** Of the form that made it, so that a form sent twice makes one; null for other ways of creating. */
    creationKey: text(),
    createdBy: text(),
    createdAt: createdAt(),
    updatedAt: createdAt(),
  },
  (table) => [
    unique("applications_creation_key_key").on(table.creationKey),
    check("applications_name_check", sql`char_length(${table.name}) between 1 and 100`),
    check("applications_kind_check", sql`${table.kind} in ('web', 'single_page', 'native')`),
    check("applications_algorithm_check", sql`${table.signingAlgorithm} in ('RS256', 'ES256')`),
    check("applications_audience_check", sql`char_length(${table.audience}) between 1 and 255`),
    check(
      "applications_lifetimes_check",
      sql`${table.accessTokenSeconds} > 0 and ${table.idTokenSeconds} > 0 and ${table.refreshTokenSeconds} > 0`,
    ),
    check("applications_api_scopes_check", sql`${table.kind} = 'web' or cardinality(${table.apiScopes}) = 0`),
    index("applications_created_at_id_idx").on(table.createdAt, table.id),
    ...installationWall(),
  ],
);
