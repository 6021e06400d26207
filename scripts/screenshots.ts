import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ensureBrowser } from "./browser.ts";
import { buildIfNeeded } from "./build.ts";
import { root } from "./data-directory.ts";
import { Explained, run } from "./explain.ts";
import { stopSignal } from "./stop-signal.ts";
import { runTool, tools } from "./tool.ts";

// `npm run screenshots`: renews the pictures in docs/screenshots, as the browser tests take them, but at addresses that a
// newcomer would have: localhost:3000, and slugs without a mark. Nothing else may listen there meanwhile.

const published = [
  "landing-light-1280",
  "door-light-1280",
  "door-dark-360",
  "create-light-1280",
  "create-dark-360",
  "portal-light-1280",
  "portal-dark-1280",
  "portal-dark-360",
  "switcher-light-1280",
];

await run(async () => {
  ensureBrowser();
  await buildIfNeeded(stopSignal());
  Object.assign(process.env, { E2E_PORT: "3000", E2E_MARK: "" });
  const names = [...new Set(published.map((name) => name.split("-")[0]))].join("|");
  const looks = ["test", "looks", "--workers=1", "--grep", `(${names}) is open to everyone`];
  const { code } = await runTool(tools.playwright, looks);
  if (code !== 0) throw new Explained("The pages were not all drawn: see above.");
  const folder = join(root, "docs", "screenshots");
  mkdirSync(folder, { recursive: true });
  for (const name of published) {
    copyFileSync(join(root, "test-results", "screenshots", `${name}.png`), join(folder, `${name}.png`));
  }
});
process.exit(0);
