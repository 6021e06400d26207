import pg from "pg";
import { prepareSchema } from "./database.ts";
import { Explained, run } from "./explain.ts";
import { withDatabase } from "./with-database.ts";

// `npm run db:reset -- --yes`: throws away everything in the database and makes it anew.

await run(() =>
  withDatabase("db:reset", async (url) => {
    if (!process.argv.includes("--yes")) {
      const where = process.env.DATABASE_URL === url ? new URL(url).host : "the embedded database";
      throw new Explained(
        `This deletes every person, organization and logo in ${where}: if you mean it, run npm run db:reset -- --yes.`,
      );
    }
    const client = new pg.Client(url);
    await client.connect();
    await client.query("drop schema if exists drizzle cascade; drop schema public cascade; create schema public");
    await prepareSchema(url);
    // A server that is running forgets the pages it has kept.
    await client.query("notify brand_changed");
    await client.end();
    process.stdout.write("The database is empty and up to date.\n");
  }),
);
process.exit(0);
