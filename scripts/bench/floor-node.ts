import type { IncomingMessage, ServerResponse } from "node:http";
import { cookieNames } from "#lib/auth/cookies";
import { env } from "#lib/env";
import { randomToken } from "#lib/secrets";
import { createFront } from "#server/front";
import { createFrontServer, listen } from "#server/http-server";
import { fixedHeaders } from "#server/security-headers";
import { freshNumbers } from "./people.ts";
import { actorOf, Replay } from "./replay.ts";

/** The floor without a framework: node:http and pg behind Foyer's own front process. It does what was recorded and nothing else. */
const page = `<!doctype html><html lang="en"><title>Floor</title><body><h1>Floor</h1></body></html>`;

let replay: Replay | null = null;
const play = (...call: Parameters<Replay["run"]>) => {
  replay ??= new Replay(freshNumbers("node floor"));
  return replay.run(...call);
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url?.split("?", 1)[0];
  if (path === "/callback") {
    await play("signIn");
    const cookie = `${cookieNames.session}=${randomToken()}; Path=/; HttpOnly; SameSite=Lax`;
    response.writeHead(302, { location: "/home", "set-cookie": cookie }).end();
  } else if (path === "/create" && request.method === "POST") {
    for await (const _ of request);
    await play("create", actorOf(request.headers.cookie));
    response.writeHead(303, { location: "/portal" }).end();
  } else if (path === "/portal") {
    const rows = await play("portal", actorOf(request.headers.cookie));
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(`${page}<pre>${JSON.stringify(rows)}`);
  } else if (path === "/nothing") {
    response.writeHead(200, { "content-type": "application/json" }).end('{"ok":true}');
  } else {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
  }
}

const front = createFront({
  settings: env,
  trust: { appUrl: new URL(env.APP_URL), hops: 0, dev: false, cookies: cookieNames },
  database: { connected: true, listening: true, answers: async () => true },
  pages: { get: () => Promise.reject(new Error("The floor keeps no pages.")) },
  doors: { find: async () => null },
  subdomains: false,
  next: answer,
});
await listen(createFrontServer(front, fixedHeaders(env)), env.HOST, env.PORT);

process.on("disconnect", () => process.exit(0));
process.send?.("ready");
