import { afterAll } from "vitest";
import { assertLocal, cloneTemplate } from "./database.ts";

/** Runs before each test file: points the application at this worker's own database. */
const url = process.env.TEST_DATABASE_URL;
if (!url) throw new Error("TEST_DATABASE_URL is missing: db/testing/global-setup.ts sets it.");
assertLocal(url);

process.env.DATABASE_URL = await cloneTemplate(url, `foyer_worker_${process.env.VITEST_POOL_ID ?? "1"}`);
process.env.AUTH_SECRET ??= "a secret that only tests use, long enough";
process.env.LOG_LEVEL ??= "silent";

afterAll(async () => {
  const { closeDatabase } = await import("#db/client");
  await closeDatabase();
});
