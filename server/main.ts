import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import next from "next";
import { closeDatabase } from "#db/client";
import { makeRest } from "#lib/api/rest";
import { makeRpc } from "#lib/api/rpc";
import { cookieNames } from "#lib/auth/cookies";
import { env } from "#lib/env";
import { startJobs } from "#lib/jobs/work";
import { log } from "#lib/logger";
import { findHostDoor } from "#lib/organizations/hosts/queries";
import { doorHostHeader } from "#lib/organizations/hosts/rules";
import { BrandListener } from "./brand-listener.ts";
import { type CachedPage, toCachedPage } from "./cached-page.ts";
import { createFront } from "./front.ts";
import { HostDoors } from "./host-doors.ts";
import { createFrontServer, type FrontServer, listen, shutDown } from "./http-server.ts";
import { OpenId } from "./openid.ts";
import { makeProviderPages } from "./openid-pages.ts";
import { nothing, PageCache } from "./page-cache.ts";
import { render } from "./renderer.ts";
import { fixedHeaders, newNonce, policyMaker } from "./security-headers.ts";
import { type KeyPair, readKeyPair, watchKeyPair } from "./tls-files.ts";

/** How this process reaches itself. */
function ownOrigin(): string {
  const host = env.HOST === "0.0.0.0" || env.HOST === "::" ? "127.0.0.1" : env.HOST;
  return `http://${host.includes(":") ? `[${host}]` : host}:${env.PORT}`;
}

/** Where Next asks itself for the target of an action's redirect. Without this it would believe the request's Host header. */
function tellNext(origin: string): void {
  // biome-ignore lint/style/noProcessEnv: Next offers no other way to say it, and this is written, not read.
  process.env.__NEXT_PRIVATE_ORIGIN = origin;
}

const root = fileURLToPath(new URL("..", import.meta.url));

type ServerOptions = {
  dev: boolean;
  /** Folder of the Next app; the benchmark puts another one behind this same server. */
  dir?: string;
};

/** Starts the front process: the port, Next behind it, and the one connection that hears of changed brands. */
export async function startServer({ dev, dir = root }: ServerOptions): Promise<{ close: () => Promise<void> }> {
  tellNext(ownOrigin());
  const appUrl = new URL(env.APP_URL);

  // Next behind a server without a port. It also puts its websocket listener for development there.
  const inner = createServer((request, response) => handle(request, response));
  const app = next({ dev, dir, hostname: appUrl.hostname, port: env.PORT, httpServer: inner, quiet: !dev });
  await (dev ? app.prepare() : silently(() => app.prepare()));
  const handle = app.getRequestHandler();

  const jobs = await startJobs();
  const policy = policyMaker(env, dev);
  const pages = new PageCache<CachedPage>(async ({ host, path }) => {
    const nonce = newNonce();
    const headers = {
      host: appUrl.host,
      accept: "text/html",
      // Next sends the head whole only to someone who has a name.
      "user-agent": "foyer",
      "accept-encoding": "identity",
      "content-security-policy": policy([`'nonce-${nonce}'`]),
      ...(host && { [doorHostHeader]: host }),
    };
    return toCachedPage(await render(inner, path, headers), nonce, policy, path === nothing.path ? 404 : 200);
  });
  const database = new BrandListener({
    url: env.DATABASE_URL,
    // What is found by the old answer must not be looked for with the new one: doors first.
    onChange: (name) => {
      doors.invalidate(name);
      pages.invalidate(name);
    },
    onGap: () => {
      doors.clear();
      pages.clear();
    },
  });
  const doors = new HostDoors({ look: findHostDoor, listening: () => database.listening, ownHost: env.host });
  await database.connect();
  const openid = new OpenId(makeProviderPages({ inner, host: appUrl.host, policy }));

  const gate = { keys: () => openid.verifier() };
  const trust = { appUrl, hops: env.TRUSTED_PROXY_HOPS, dev, cookies: cookieNames };
  const front = createFront({
    settings: env,
    trust,
    database,
    pages,
    doors,
    subdomains: env.DOOR_ADDRESSES === "subdomain",
    openid,
    api: makeRest(gate),
    rpc: makeRpc(gate),
    next: handle,
  });
  const tls = readKeyPair(env);
  const server = createFrontServer(front, fixedHeaders(env), { tls });
  if (dev) server.on("upgrade", (...upgrade) => inner.emit("upgrade", ...upgrade) || upgrade[1].destroy());
  await listen(server, env.HOST, env.PORT);
  const renewal = tls && watchKeyPair(env, renewing(server));
  // No certificate is good for the address at which this process reaches itself.
  const beside = tls && createFrontServer(front, fixedHeaders(env));
  if (beside) tellNext(`http://127.0.0.1:${await listen(beside, "127.0.0.1", 0)}`);

  return {
    async close() {
      renewal?.();
      await Promise.all([server, ...(beside ? [beside] : [])].map((each) => shutDown(each, dev ? 0 : undefined)));
      openid.close();
      await app.close();
      await jobs.close();
      await database.close();
      await closeDatabase();
    },
  };
}

/** New connections are made with the renewed certificate; those that are open stay. */
const renewing = (server: FrontServer) => ({
  onChange: (pair: KeyPair) => {
    if ("setSecureContext" in server) server.setSecureContext(pair);
    log().info("the certificate has been read again");
  },
  onError: ({ message }: Error) => log().warn(`The certificate stays the one it was. ${message}`),
});

/** Next reports how long its configuration took to read: nothing a person who starts Foyer asked for. */
async function silently(work: () => Promise<void>): Promise<void> {
  const { write } = process.stdout;
  process.stdout.write = () => true;
  try {
    await work();
  } finally {
    process.stdout.write = write;
  }
}
