import { runTool, tools } from "./tool.ts";

// `npm run format`: formats everything and puts right what the linter can.
process.exit((await runTool(tools.biome, ["check", "--write", ...process.argv.slice(2)])).code);
