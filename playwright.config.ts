import { defineConfig, devices } from "@playwright/test";
import { browserOptions } from "./scripts/browser.ts";

// End-to-end tests: the production build and a real browser. `npm test` runs them after everything else; by themselves:
//
//   node scripts/bootstrap.mjs test e2e                 all of them, building first when needed
//   node scripts/bootstrap.mjs test e2e sign-in         those whose file name contains "sign-in"
//
// Before the first test scripts/e2e-server.ts starts, once for the whole run:
//   E2E_BASE_URL      the Foyer under test; page.goto("/sign-in") goes there
//   E2E_DATABASE_URL  its database, empty at the start, as superuser: others may be created beside it
//   E2E_OIDC_ISSUER   the identity provider on loopback that it trusts (e2e/support/identity-provider.ts)
//   E2E_DNS_ZONE      the folder that the DNS server it asks answers from (testing/dns-server.ts)
// What the server says goes to test-results/server.log; screenshots for people to look at to test-results/screenshots.

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/browser",
  globalSetup: "./scripts/e2e-setup.ts",
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["json", { outputFile: "test-results/e2e.json" }]],
  use: {
    // Set by the global setup, before workers read this file again.
    ...(process.env.E2E_BASE_URL && { baseURL: process.env.E2E_BASE_URL }),
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
  projects: [
    {
      name: "chromium",
      use: { ...devices["Desktop Chrome"], viewport: { width: 1280, height: 800 }, launchOptions: browserOptions() },
    },
  ],
});
