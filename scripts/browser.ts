import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";
import { Explained } from "#scripts/explain";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/** Where a Chromium is, or null: CHROMIUM_PATH, else the system's own, else the one Playwright downloaded. */
export function findBrowser(): string | null {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) {
    if (isExecutable(chosen)) return chosen;
    throw new Explained(`CHROMIUM_PATH is ${chosen}, where there is no program: correct it, or unset it.`);
  }
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  return found ?? (existsSync(chromium.executablePath()) ? chromium.executablePath() : null);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs a browser when there is none: Debian's own as root, else the one Playwright brings. */
export function ensureBrowser(): string {
  const found = findBrowser();
  if (found) return found;
  process.stdout.write("Installing a browser for the end-to-end tests (once)…\n");
  const problems: string[] = [];
  for (const commands of ways()) {
    const failure = commands.map(attempt).find((output) => output !== null);
    const installed = findBrowser();
    if (installed) return installed;
    problems.push(failure ?? "It installed no browser.");
  }
  throw new Explained(`No browser could be installed: install Chromium, or set CHROMIUM_PATH.\n${problems.join("\n")}`);
}

function ways(): string[][][] {
  const playwright = [process.execPath, join("node_modules", "@playwright", "test", "cli.js"), "install", "chromium"];
  const debian = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  const install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"];
  return debian ? [[["apt-get", "update", "-qq"], install], [playwright]] : [[playwright]];
}

/** Runs a command quietly. Returns what it said when it failed, else null. */
function attempt([command = "", ...arguments_]: string[]): string | null {
  const { status, stdout, stderr, error } = spawnSync(command, arguments_, {
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return status === 0 ? null : (error?.message ?? `${stdout}${stderr}`.trim().split("\n").slice(-3).join("\n"));
}

/** How to launch it: as root it cannot have a sandbox; in containers shared memory is small and there is no GPU. */
export function browserOptions(): { executablePath?: string; args: string[] } {
  const path = findBrowser();
  const args = ["--disable-dev-shm-usage", "--disable-gpu"];
  if (process.getuid?.() === 0) args.push("--no-sandbox");
  return { ...(path && { executablePath: path }), args };
}
