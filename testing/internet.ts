import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { type AddressInfo, isIP, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { createSecureContext } from "node:tls";
import { fileURLToPath } from "node:url";
import DNS from "dns2";
import { generate } from "selfsigned";

/** An answer; `response.socket` is there for what is none. */
export type Site = (request: IncomingMessage, response: ServerResponse & { socket: Socket }) => void;

/** The internet on one machine: names, a certificate authority and servers that are real, on loopback. */
export type Internet = {
  /** As DNS_SERVERS takes it. */
  dns: string;
  /** The port that stands for 443 everywhere (port-443.ts). */
  port: number;
  authority: string;
  /** Variables for a process that is to live in it. */
  variables: Record<string, string>;
  /** Gives a name its addresses from now on; several lists are what it answers one question after the other, the last for good. */
  name: (name: string, ...answers: string[][]) => void;
  /** Makes a name that nobody had, at the public address unless others are given, and what it serves. */
  host: (site?: Site, ...answers: string[][]) => string;
  /** Host and path of every request that arrived. */
  asked: string[];
  close: () => Promise<void>;
};

/** Where all names with a site are, as far as anyone outside can tell. */
export const publicAddress = "93.184.215.14";
/** A certificate is made out to this domain and everything directly below it. */
export const domain = "orion-cdn.com";

export async function startInternet(): Promise<Internet> {
  const authority = await certificate("Test authority", { authority: true });
  const good = await certificate(domain, { signedBy: authority });
  // By the name a client asks for.
  const odd = new Map([
    [`expired.${domain}`, await certificate(domain, { signedBy: authority, until: new Date(Date.now() - 1_000) })],
    [`self-signed.${domain}`, await certificate(domain, {})],
  ]);
  const sites = new Map<string, Site>();
  const asked: string[] = [];
  const server = createServer({
    ...good,
    SNICallback: (name, done) => done(null, createSecureContext(odd.get(name) ?? good)),
  });
  const open = new Set<Duplex>();
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  // Clients that hang up in the middle are what is tested.
  server.on("tlsClientError", () => {});
  server.on("request", (request, response) => {
    const host = request.headers.host ?? "";
    asked.push(`${host}${request.url}`);
    response.on("error", () => {});
    const site = sites.get(host);
    if (site) site(request, response as Parameters<Site>[1]);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  const names = await startNames();
  const folder = mkdtempSync(join(tmpdir(), "foyer-internet-"));
  const file = join(folder, "authority.pem");
  writeFileSync(file, authority.cert);
  return {
    dns: names.address,
    port,
    authority: authority.cert,
    variables: {
      DNS_SERVERS: names.address,
      NODE_EXTRA_CA_CERTS: file,
      NODE_OPTIONS: `--import=${fileURLToPath(new URL("port-443.ts", import.meta.url))}`,
      TEST_PORT_443: String(port),
    },
    name: names.name,
    host: (site = (_, response) => response.end("secret"), ...answers) => {
      const name = `${randomBytes(5).toString("hex")}.${domain}`;
      names.name(name, ...(answers.length > 0 ? answers : [[publicAddress]]));
      sites.set(name, site);
      return name;
    },
    asked,
    close: async () => {
      rmSync(folder, { recursive: true, force: true });
      for (const socket of open) socket.destroy();
      await Promise.all([new Promise((resolve) => server.close(resolve)), names.close()]);
    },
  };
}

type Pair = { key: string; cert: string };

async function certificate(
  name: string,
  options: { authority?: boolean; signedBy?: Pair; until?: Date },
): Promise<Pair> {
  const { authority = false, signedBy, until = new Date(Date.now() + 3_600_000) } = options;
  const made = await generate([{ name: "commonName", value: name }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(until.getTime() - 86_400_000),
    notAfterDate: until,
    ...(signedBy && { ca: signedBy }),
    extensions: [
      { name: "basicConstraints", cA: authority, critical: true },
      ...(authority
        ? [{ name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true } as const]
        : [
            {
              name: "subjectAltName",
              altNames: [name, `*.${name}`].map((value) => ({ type: 2, value }) as const),
            } as const,
          ]),
    ],
  });
  return { key: made.private, cert: made.cert };
}

/** A DNS server that knows addresses of names. What it does not know does not exist. */
async function startNames() {
  const { Packet } = DNS;
  const known = new Map<string, string[][]>();
  const server = DNS.createUDPServer((request, send) => {
    const response = Packet.createResponseFromRequest(request);
    const [{ name, type } = { name: "", type: 0 }] = request.questions;
    // Each kind of question goes through the answers by itself.
    const key = `${name.toLowerCase()} ${type}`;
    const [next, ...later] = known.get(key) ?? [];
    if (later.length > 0) known.set(key, later);
    if (!next) response.header.rcode = Packet.RCODE.NXDOMAIN;
    for (const address of next ?? []) {
      // The types ask for a method that only records which were read have.
      response.answers.push({ name, type, class: Packet.CLASS.IN, ttl: 0, address } as DNS.Packet.Resource);
    }
    send(response);
  });
  await server.listen(0, "127.0.0.1");
  return {
    address: `127.0.0.1:${server.address().port}`,
    name: (name: string, ...answers: string[][]) => {
      for (const [type, family] of [
        [Packet.TYPE.A, 4],
        [Packet.TYPE.AAAA, 6],
      ] as const) {
        known.set(
          `${name} ${type}`,
          answers.map((addresses) => addresses.filter((address) => isIP(address) === family)),
        );
      }
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
