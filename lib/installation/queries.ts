import { sql } from "drizzle-orm";
import { installation } from "#db/client";
import type { InstallationContext } from "#lib/auth/context";

/** The version of Postgres, such as "18.4". */
export async function readDatabaseVersion(_: InstallationContext): Promise<string> {
  const { rows } = await installation.execute<{ version: string }>(
    sql`select current_setting('server_version') as version`,
  );
  // Distributions write their own name behind it.
  return rows[0]?.version.split(" ")[0] ?? "";
}
