import { sql } from "drizzle-orm";
import { index, pgTable, text } from "drizzle-orm/pg-core";
import type { OrganizationId } from "#lib/ids";
import { organizations } from "./organizations.ts";
import { tenantWall } from "./wall.ts";

/**
 * What an organization is found by: name, addresses, external id and id, lower-case, each on a line of its own. Kept by triggers
 * (drizzle/0002), so that no code path can forget to.
 */
export const organizationSearch = pgTable(
  "organization_search",
  {
    organizationId: text()
      .$type<OrganizationId>()
      .primaryKey()
      .references(() => organizations.id, { onDelete: "cascade" }),
    text: text().notNull(),
    /**
     * The same in a–z and 0–9, whatever the script (drizzle/0003): its trigrams find candidates for any substring, and the text itself
     * decides.
     */
    key: text().notNull().generatedAlwaysAs(sql`search_key(text)`),
  },
  (table) => [
    // What waits to be sorted in is read by every search, so it stays small (256 kB).
    index("organization_search_key_idx")
      .using("gin", sql`${table.key} gin_trgm_ops`)
      .with({ gin_pending_list_limit: 256 }),
    tenantWall(table.organizationId),
  ],
);
