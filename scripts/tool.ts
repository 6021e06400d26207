import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./data-directory.ts";

type ToolOptions = { quiet?: boolean; cwd?: string };

/** Runs the program of an installed package, on our own Node. `quiet` keeps what it says for the caller. */
export function runTool(file: string, arguments_: string[], { quiet = false, cwd = root }: ToolOptions = {}) {
  return new Promise<{ code: number; output: string }>((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "node_modules", file), ...arguments_], {
      cwd,
      stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        output += chunk.toString("utf8");
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

export const tools = {
  biome: "@biomejs/biome/bin/biome",
  tsc: "typescript/bin/tsc",
  knip: "knip/bin/knip.js",
  vitest: "vitest/vitest.mjs",
  playwright: "@playwright/test/cli.js",
  drizzle: "drizzle-kit/bin.cjs",
} as const;
