import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SigningAlgorithm } from "#lib/applications/types";
import { randomToken } from "#lib/secrets";
import { Explained } from "#scripts/explain";
import { dataDirectory } from "../data-directory.ts";
import { prepareSchema } from "../database.ts";
import { takeLock } from "../lock.mjs";
import { startPostgres } from "../postgres/start.ts";
import { reservePort } from "../settings.ts";
import { type Child, startChild } from "./child.ts";
import { type BackEnd, type Product, seedBackEnd, seedProducts } from "./products.ts";
import { operatorAddress, type Seat, seed } from "./seed.ts";
import { logSettings, StatementLog } from "./statement-log.ts";

export type Stage = {
  /** Where each server listens. */
  ports: { foyer: number; second: number; next: number; node: number; bare: number; provider: number };
  load: Child;
  /** Verifies tokens, with Foyer's settings. */
  verifier: Child;
  /** The other Foyer process, which is only needed to see a change travel. */
  second: Child;
  seats: Seat[];
  /** An application for each way to sign tokens. */
  products: Record<SigningAlgorithm, Product>;
  /** Calls the API. */
  backEnd: BackEnd;
  log: StatementLog;
  url: string;
  /** The file the floors read what to replay from. */
  recording: string;
  /** Starts one more Foyer process, on another database, and returns its port. */
  startFoyer(url: string): Promise<number>;
};

type Closer = () => unknown;

const floorApp = fileURLToPath(new URL("floor-app", import.meta.url));

/** Builds the minimal Next app that stands beside Foyer. */
export function buildFloor(): void {
  const next = fileURLToPath(new URL("../../node_modules/next/dist/bin/next", import.meta.url));
  const built = spawnSync(process.execPath, [next, "build"], {
    cwd: floorApp,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    encoding: "utf8",
  });
  if (built.status !== 0) throw new Explained(`The floor did not build:\n${built.stdout}\n${built.stderr}`);
}

/**
 * Sets up everything the benchmark needs, on loopback and in a folder of its own: a Postgres with fsync on, an OpenID
 * provider, two Foyer processes, the floors and the load generator, each a process. What has to be undone goes to `closers`.
 */
export async function setStage(closers: Closer[]): Promise<Stage> {
  const parent = dataDirectory();
  const lock = takeLock(join(parent, "bench.lock"));
  if ("holder" in lock) throw new Explained(`A benchmark is running already (process ${lock.holder.pid}).`);
  closers.push(() => lock.release());

  const directory = join(parent, "bench");
  await removeLeftovers(directory);
  const postgres = await startPostgres({ directory, settings: logSettings });
  closers.push(() => rmSync(directory, { recursive: true, force: true }), postgres.stop);
  const url = postgres.url();
  await prepareSchema(url);
  const seats = await seed(url);
  const products = await seedProducts(url);
  const backEnd = await seedBackEnd(url);
  const log = await StatementLog.open(url, join(directory, "postgres"));
  closers.push(() => log.close());

  const [foyer, second, next, node, bare, provider] = await reservePorts();
  const ports = { foyer, second, next, node, bare, provider };
  const recording = join(directory, "recording.json");
  const settings = (port: number, database = url) => environment({ port, provider, url: database, recording });
  const start = async (...arguments_: Parameters<typeof startChild>) => {
    const child = await startChild(...arguments_);
    closers.push(child.stop);
    return child;
  };
  await start("provider.ts", { PROVIDER_PORT: String(provider) });
  await start("next-server.ts", settings(foyer));
  const other = await start("next-server.ts", settings(second));
  await start("next-server.ts", { ...settings(next), BENCH_APP_DIR: floorApp });
  await start("floor-node.ts", settings(node));
  await start("floor-bare.ts", settings(bare));
  const load = await start("load.ts");
  const verifier = await start("verification-child.ts", settings(foyer));
  const startFoyer = async (database: string) => {
    const port = await reservePort("127.0.0.1", 0);
    await start("next-server.ts", settings(port, database));
    return port;
  };
  return { ports, load, verifier, second: other, seats, products, backEnd, log, url, recording, startFoyer };
}

/** A benchmark that was killed may have left its Postgres running. */
async function removeLeftovers(directory: string): Promise<void> {
  if (existsSync(join(directory, "postgres"))) await (await startPostgres({ directory })).stop();
  rmSync(directory, { recursive: true, force: true });
}

async function reservePorts(): Promise<[number, number, number, number, number, number]> {
  const free = new Set<number>();
  while (free.size < 6) free.add(await reservePort("127.0.0.1", 0));
  return [...free] as [number, number, number, number, number, number];
}

const secret = randomToken();

/** The same for every server. Empty means unset, also where a .env file of this checkout says otherwise. */
function environment(facts: { port: number; provider: number; url: string; recording: string }) {
  const { port, provider, url, recording } = facts;
  const unset = Object.keys(process.env).filter((name) =>
    /^(AUTH_|EMAIL_|APP_URL|ORGANIZATION|OPERATOR_|SIGN_UP|BLOCK_|DNS_|DOOR_|GUARDED_|JOBS|SESSION_|TRUSTED_)/.test(
      name,
    ),
  );
  return {
    ...Object.fromEntries(unset.map((name) => [name, ""])),
    HOST: "127.0.0.1",
    PORT: String(port),
    APP_URL: `http://localhost:${port}`,
    DATABASE_URL: url,
    AUTH_SECRET: secret,
    AUTH_OIDC_ID: "bench",
    AUTH_OIDC_SECRET: "bench-secret",
    AUTH_OIDC_ISSUER: `http://localhost:${provider}`,
    OPERATOR_EMAILS: operatorAddress,
    // The form is sent over and over again by the same few people.
    ORGANIZATIONS_PER_USER: "1000000",
    API_CALLS_PER_MINUTE: "100000000",
    // What is counted and timed is what was asked for, and nothing that goes on by itself.
    JOBS: "off",
    LOG_LEVEL: "warn",
    BENCH_RECORDING: recording,
  };
}
