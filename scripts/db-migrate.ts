import { prepareSchema } from "./database.ts";
import { run } from "./explain.ts";
import { withDatabase } from "./with-database.ts";

await run(() =>
  withDatabase("db:migrate", async (url) => {
    await prepareSchema(url);
    process.stdout.write("The database is up to date.\n");
  }),
);
process.exit(0);
