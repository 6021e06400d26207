import { index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { installationWall } from "./wall.ts";

/** Counters of rate-limiter-flexible, in the shape that library expects. Shared by all processes. */
export const rateLimits = pgTable(
  "rate_limits",
  {
    key: text().primaryKey(),
    points: integer().notNull().default(0),
    expire: moment(),
  },
  (table) => [index("rate_limits_expire_idx").on(table.expire), ...installationWall()],
);
