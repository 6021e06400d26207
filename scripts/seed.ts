import { prepareSchema } from "./database.ts";
import { run } from "./explain.ts";
import { withDatabase } from "./with-database.ts";

await run(() =>
  withDatabase("seed", async (url) => {
    await prepareSchema(url);
    await import("#db/seed");
  }),
);
process.exit(0);
