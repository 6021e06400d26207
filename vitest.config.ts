import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// Two kinds of tests beside the code: *.test.ts is pure, *.db.test.ts runs on a real Postgres, in a database of its worker.
const elsewhere = ["**/node_modules/**", "**/.next/**", "e2e/**"];

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    exclude: [...elsewhere],
    setupFiles: ["scripts/vitest-setup.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["**/*.test.ts"],
          exclude: ["**/*.db.test.ts", ...elsewhere],
          // Properties run hundreds of cases: on a busy machine that takes a while, and says nothing.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "domain",
          include: ["**/*.db.test.ts"],
          globalSetup: ["db/testing/global-setup.ts"],
          setupFiles: ["db/testing/worker-setup.ts"],
          maxWorkers: 2,
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
