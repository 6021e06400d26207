import pg from "pg";
import { prepareSchema } from "./database.ts";
import { Explained, run } from "./explain.ts";
import { withDatabase } from "./with-database.ts";

// `npm run db:reset`: throws away everything in the development database and makes it anew. Any other needs --yes.
const local = new Set(["localhost", "127.0.0.1", "[::1]"]);

await run(() =>
  withDatabase("db:reset", async (url) => {
    const { host, hostname, pathname } = new URL(url);
    if (!local.has(hostname) && !process.argv.includes("--yes")) {
      throw new Explained(
        `This would delete everything in ${host}${pathname}: if you mean it, run npm run db:reset -- --yes.`,
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
