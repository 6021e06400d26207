import { runTool, tools } from "./tool.ts";

// `npm run db:generate -- --name what_changes`: writes the migration for what changed in db/schema. Read it before it is committed.
process.exit((await runTool(tools.drizzle, ["generate", ...process.argv.slice(2)])).code);
