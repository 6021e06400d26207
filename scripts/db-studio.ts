import { run } from "./explain.ts";
import { runTool, tools } from "./tool.ts";
import { withDatabase } from "./with-database.ts";

await run(() =>
  withDatabase("db:studio", async () => {
    // Ctrl-C reaches the studio too; this script only waits for it, and then lets go of the database.
    process.on("SIGINT", () => {});
    await runTool(tools.drizzle, ["studio", ...process.argv.slice(2)]);
  }),
);
process.exit(0);
