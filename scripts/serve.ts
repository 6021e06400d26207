import { join } from "node:path";
import { Explained } from "#scripts/explain";
import { readKeyPair } from "#server/tls-files";
import { buildIfNeeded } from "./build.ts";
import { dataDirectory } from "./data-directory.ts";
import { openDatabase, prepareSchema } from "./database.ts";
import { type Lock, waitForLock } from "./lock.mjs";
import { checkEnvironment, ensureSecret, loadEnvironmentFiles, reservePort, settleEnvironment } from "./settings.ts";
import { aborted, stopSignal } from "./stop-signal.ts";

type Mode = "production" | "development";
type Closer = () => Promise<void> | void;

/**
 * From an empty folder to a server that answers; returns once it was told to stop and everything has been closed.
 * @param ready called when it answers
 */
export async function serve(mode: Mode, ready: () => void = announce): Promise<void> {
  const stop = stopSignal();
  const closers: Closer[] = [];
  try {
    await start(mode, stop, closers);
    ready();
    await aborted(stop);
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

async function start(mode: Mode, stop: AbortSignal, closers: Closer[]): Promise<void> {
  loadEnvironmentFiles(mode);
  const environment = checkEnvironment();
  const { HOST, PORT, APP_URL } = environment;
  readKeyPair(environment);
  // With DATABASE_URL nothing of this installation is kept here, and any number of servers may run.
  const directory = process.env.DATABASE_URL ? null : dataDirectory();
  const lock = directory ? await holdInstance(directory, { command: commandOf(mode), address: APP_URL }) : null;
  if (lock) closers.push(() => lock.release());
  process.env.PORT = String(await reservePort(HOST, PORT));
  lock?.tell({ command: commandOf(mode), address: checkEnvironment().APP_URL });
  if (directory) ensureSecret(directory);
  const database = await openDatabase(directory);
  closers.push(database.close);
  await prepareSchema(database.url);
  if (mode === "production") await buildIfNeeded(stop);
  stop.throwIfAborted();
  settleEnvironment();
  // Not sooner: it reads variables that are complete only now.
  const { startServer } = await import("#server/main");
  const server = await startServer({ dev: mode === "development" });
  closers.push(server.close);
}

const commandOf = (mode: Mode) => (mode === "production" ? "npm start" : "npm run dev");

/** One server on one data directory. A short wait, because one that is just stopping needs a moment. */
async function holdInstance(directory: string, facts: { command: string; address: string }): Promise<Lock> {
  const lock = await waitForLock(join(directory, "instance.lock"), facts, { timeout: 1_500 });
  if (!("holder" in lock)) return lock;
  const { pid, command = "Foyer", address } = lock.holder;
  throw new Explained(
    address
      ? `Foyer is running already at ${address} (${command}, process ${pid}): stop it there with Ctrl-C, or start another one beside it with its own PORT and FOYER_DATA_DIR.`
      : `${command} is using the data in ${directory} (process ${pid}): try again when it is done.`,
  );
}

function announce(): void {
  const { APP_URL, EMAIL_SERVER, HOST, PORT, loopback } = checkEnvironment();
  const mail = EMAIL_SERVER
    ? `is sent through ${new URL(EMAIL_SERVER).host}`
    : loopback
      ? `lands in ${APP_URL}/mailbox (it leaves this machine once EMAIL_SERVER is set)`
      : "cannot be sent: set EMAIL_SERVER and EMAIL_FROM";
  // Behind a proxy people's address says nothing of where the proxy finds Foyer.
  const here =
    new URL(APP_URL).host === `localhost:${PORT}`
      ? ""
      : `  Listens ${HOST.includes(":") ? `[${HOST}]` : HOST}:${PORT}\n`;
  process.stdout.write(`\n  Foyer   ${APP_URL}\n${here}  Mail    ${mail}\n  Stop    Ctrl-C\n\n`);
}
