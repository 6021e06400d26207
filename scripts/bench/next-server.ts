import { startServer } from "#server/main";

// Foyer itself, or with BENCH_APP_DIR the minimal Next app, behind the same front process.
await startServer({ dev: false, ...(process.env.BENCH_APP_DIR && { dir: process.env.BENCH_APP_DIR }) });

process.on("disconnect", () => process.exit(0));
process.send?.("ready");
