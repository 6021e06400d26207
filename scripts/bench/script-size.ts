import { gzipSync } from "node:zlib";
import type { Stage } from "./stage.ts";
import { request, Wire } from "./wire.ts";

/** Bytes of JavaScript, gzip, that a page's HTML asks for. */
async function scriptsOf(port: number, path: string): Promise<number> {
  const wire = new Wire(port, { keepBodies: true });
  const read = async (from: string) => (await wire.send(request({ port, path: from, plain: true }))).body;
  const html = await read(path);
  const named = [...html.matchAll(/<(?:script[^>]*\ssrc|link[^>]*\shref)="([^"]+\.js[^"]*)"/g)];
  const files = new Set(named.map(([, file = ""]) => file.replaceAll("&amp;", "&")));
  let bytes = 0;
  for (const file of files) bytes += gzipSync(await read(file)).length;
  wire.close();
  return bytes;
}

export async function measureScripts({ ports }: Stage): Promise<{ foyer: number; floor: number }> {
  return { foyer: await scriptsOf(ports.foyer, "/sign-in"), floor: await scriptsOf(ports.next, "/static") };
}
