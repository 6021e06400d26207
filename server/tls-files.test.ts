import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { request, type Server } from "node:https";
import { connect as connectSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { connect, type TLSSocket } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { EnvironmentError } from "#lib/env";
import { certificateIn, makeCertificate } from "../testing/certificate.ts";
import { createFrontServer, type FrontServer, listen, shutDown } from "./http-server.ts";
import { type KeyPair, readKeyPair, watchKeyPair } from "./tls-files.ts";

const folder = mkdtempSync(join(tmpdir(), "foyer-tls-"));
let made: Awaited<ReturnType<typeof makeCertificate>>[];
beforeAll(async () => {
  made = await Promise.all([makeCertificate(), makeCertificate()]);
});
const pair = (index: number) => made[index] ?? expect.unreachable();
afterAll(() => rmSync(folder, { recursive: true }));

const servers: FrontServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function start(): Promise<{ server: FrontServer; port: number }> {
  const server = createFrontServer((request_, response) => void response.end(`hello ${request_.httpVersion}`), [], {
    tls: readKeyPair(certificateIn(folder, pair(0))),
  });
  servers.push(server);
  return { server, port: await listen(server, "127.0.0.1", 0) };
}

/** A connection that offers these protocols, or the error that it ends with. */
const offer = (port: number, ALPNProtocols?: string[], ca = pair(0).cert) =>
  new Promise<TLSSocket>((resolve, reject) => {
    const socket = connect({ port, host: "localhost", ca, ...(ALPNProtocols && { ALPNProtocols }) }, () =>
      resolve(socket),
    );
    socket.on("error", reject);
  });

async function chosen(port: number, protocols?: string[]): Promise<string | false | null> {
  const socket = await offer(port, protocols);
  socket.destroy();
  return socket.alpnProtocol;
}

describe("TLS", () => {
  test("chooses HTTP/1.1 for whoever offers it, and HTTP/2 for whoever offers nothing else", async () => {
    const { port } = await start();
    expect(await chosen(port, ["h2", "http/1.1"])).toBe("http/1.1");
    expect(await chosen(port, ["http/1.1"])).toBe("http/1.1");
    expect(await chosen(port, ["h2"])).toBe("h2");
    expect(await chosen(port, ["grpc-exp", "h2"])).toBe("h2");
    expect(await chosen(port)).toBe(false);
    await expect(chosen(port, ["spdy/3"])).rejects.toThrow(/no application protocol/i);
  });

  test("carries both protocols", async () => {
    const { port } = await start();
    const ca = pair(0).cert;
    const [response] = (await once(request({ port, host: "localhost", ca }).end(), "response")) as [IncomingMessage];
    expect(await text(response)).toBe("hello 1.1");
    const session = connectHttp2(`https://localhost:${port}`, { ca });
    expect(await text(session.request({ ":path": "/" }))).toBe("hello 2.0");
    session.close();
  });

  test.each(["GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"])(
    "is all that its port speaks: %j gets no answer in clear",
    async (plain) => {
      const { port } = await start();
      const socket = connectSocket(port, "127.0.0.1").on("error", () => {});
      socket.write(plain);
      let answer = "";
      socket.on("data", (chunk) => {
        answer += chunk.toString("latin1");
      });
      await new Promise((resolve) => socket.once("close", resolve));
      expect(answer).not.toContain("HTTP/");
      expect(await chosen(port, ["h2"])).toBe("h2");
    },
  );

  test("that somebody does not finish to begin holds up no shutdown", async () => {
    const { server, port } = await start();
    const unfinished = connectSocket(port, "127.0.0.1");
    await once(unfinished, "connect");
    await chosen(port);
    const gone = once(unfinished.resume(), "close");
    await shutDown(server, 50);
    await gone;
  });
});

describe("the files of a certificate", () => {
  test("are none where none are named", () => {
    expect(readKeyPair({})).toBeUndefined();
  });

  test("that cannot be used are named", () => {
    const missing = join(folder, "missing.pem");
    const good = certificateIn(folder, pair(0));
    expect(() => readKeyPair({ ...good, TLS_CERT_FILE: missing })).toThrow(
      /^TLS_CERT_FILE cannot be read: .*missing\.pem/,
    );
    expect(() => readKeyPair({ ...good, TLS_KEY_FILE: folder })).toThrow(/^TLS_KEY_FILE cannot be read: /);
    for (const bad of ["", "no key", pair(1).key, pair(0).cert]) {
      const files = certificateIn(folder, { cert: pair(0).cert, key: bad });
      expect(() => readKeyPair(files)).toThrow(EnvironmentError);
      expect(() => readKeyPair(files)).toThrow(/^TLS_CERT_FILE and TLS_KEY_FILE must be a certificate and its own key/);
    }
  });

  test("are read again when they change; half of a pair changes nothing", async () => {
    const { server, port } = await start();
    const { TLS_CERT_FILE, TLS_KEY_FILE } = certificateIn(folder, pair(0));
    const refused = Promise.withResolvers<void>();
    const changed = Promise.withResolvers<void>();
    const stop = watchKeyPair(
      { TLS_CERT_FILE, TLS_KEY_FILE },
      {
        interval: 20,
        onError: () => refused.resolve(),
        onChange: (renewed: KeyPair) => {
          (server as Server).setSecureContext(renewed);
          changed.resolve();
        },
      },
    );
    const open = await offer(port, ["http/1.1"]);
    writeFileSync(TLS_CERT_FILE, pair(1).cert);
    await refused.promise;
    (await offer(port)).destroy();
    writeFileSync(TLS_KEY_FILE, pair(1).key);
    await changed.promise;
    stop();
    await expect(offer(port)).rejects.toThrow(/self-signed/);
    (await offer(port, ["h2"], pair(1).cert)).destroy();
    // The connection of before goes on.
    open.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    expect(await text(open)).toContain("hello 1.1");
  });
});
