import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import nextEnvironment from "@next/env";
import { type Environment, parseEnvironment } from "#lib/env";
import { Explained } from "#scripts/explain";
import { root } from "./data-directory.ts";

/** Reads .env files as Next does, so that both halves of the process see the same values. Set variables win over files. */
export function loadEnvironmentFiles(mode: "production" | "development"): void {
  Object.assign(process.env, { NODE_ENV: mode, NEXT_TELEMETRY_DISABLED: "1" });
  nextEnvironment.loadEnvConfig(root, mode === "development", {
    info: () => {},
    error: (message) => process.stderr.write(`${message}\n`),
  });
}

/**
 * Checks every variable before anything is started. What Foyer makes up itself (the database, the secret) is assumed.
 * @throws EnvironmentError that names the variable
 */
export function checkEnvironment(): Environment {
  const assumed = process.env.DATABASE_URL ? {} : { DATABASE_URL: "postgres://localhost", AUTH_SECRET: "0".repeat(32) };
  return parseEnvironment({ ...assumed, ...withoutEmpty(process.env) });
}

/** Next restores the variables it saw first when an .env file changes: it must have seen ours. */
export function settleEnvironment(): void {
  nextEnvironment.updateInitialEnv({ ...process.env });
}

function withoutEmpty(variables: NodeJS.ProcessEnv): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
}

/** Signs and encrypts what leaves the server: it must outlive restarts, so it is kept beside the data. */
export function ensureSecret(directory: string): void {
  if (process.env.AUTH_SECRET) return;
  const file = join(directory, "auth-secret");
  if (!existsSync(file) || readFileSync(file, "utf8").length < 32) {
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, randomBytes(32).toString("base64url"), { mode: 0o600 });
    renameSync(draft, file);
  }
  process.env.AUTH_SECRET = readFileSync(file, "utf8");
}

/**
 * Finds out early whether the port can be had, before minutes go into a build.
 * @returns the port, which is chosen here when 0 was asked for
 * @throws Explained
 */
export async function reservePort(host: string, port: number): Promise<number> {
  const found = await bind(host, port);
  // A browser that is told "localhost" tries ::1 first: whoever listens there would be shown instead.
  if (host === "127.0.0.1" && port) await bind("::1", port, ["EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL"]);
  return found;
}

function bind(host: string, port: number, accepted: string[] = []): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", (error: NodeJS.ErrnoException) => {
      if (accepted.includes(error.code ?? "")) resolve(port);
      else explainListening(error, host, port).then(reject);
    });
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : port));
    });
  });
}

async function explainListening(error: NodeJS.ErrnoException, host: string, port: number): Promise<Error> {
  if (error.code === "EADDRINUSE") {
    const who = (await isFoyer(port)) ? "another Foyer" : "another program";
    return new Explained(
      `Port ${port} is taken by ${who}: stop that one, or choose another port, for example PORT=${port + 1} npm start.`,
    );
  }
  if (error.code === "EACCES")
    return new Explained(`Port ${port} needs more rights than this user has: choose one above 1023 with PORT.`);
  if (error.code === "EADDRNOTAVAIL" || error.code === "ENOTFOUND") {
    return new Explained(
      `HOST is ${host}, which is not an address of this machine: use 127.0.0.1, or 0.0.0.0 for every network.`,
    );
  }
  return error;
}

async function isFoyer(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://localhost:${port}/health`, { signal: AbortSignal.timeout(1_000) });
    return typeof ((await answer.json()) as { status?: unknown }).status === "string";
  } catch {
    return false;
  }
}
