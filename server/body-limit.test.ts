import { request } from "node:https";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { makeCertificate } from "../testing/certificate.ts";
import { limitBody } from "./body-limit.ts";
import { createFrontServer, listen } from "./http-server.ts";

test("a body that turns out too large is answered before its connection ends, over TLS too, and the next request has another", async () => {
  const { cert, key } = await makeCertificate();
  const server = createFrontServer(
    (request, response) => {
      if (limitBody(request, response)) return;
      request.on("error", () => {});
      text(request).then(
        (body) => response.end(`${body.length}`),
        () => {},
      );
    },
    [],
    { tls: { cert: Buffer.from(cert), key: Buffer.from(key) } },
  );
  const port = await listen(server, "127.0.0.1", 0);
  const send = (pieces: number) =>
    new Promise<string>((resolve, reject) => {
      const sending = request({ port, host: "localhost", ca: cert, method: "POST" }, (response) =>
        resolve(text(response).then((body) => `${response.statusCode} ${body}`)),
      );
      sending.on("error", reject);
      for (let sent = 0; sent < pieces; sent += 1) sending.write("x".repeat(1024));
      sending.end();
    });
  try {
    for (let turn = 0; turn < 10; turn += 1) {
      expect(await send(70)).toMatch(/^413 /);
      expect(await send(60)).toBe(`200 ${60 * 1024}`);
    }
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test.each(["at once", "once it is answered"])(
  "what comes behind a body that turns out too large, %s, is not done",
  async (when) => {
    const asked: string[] = [];
    const server = createFrontServer((request, response) => {
      if (limitBody(request, response)) return;
      asked.push(request.url ?? "");
      // Whoever answers may be late.
      request.on("error", () => response.writeHead(500).end("late"));
      request.on("end", () => response.end()).resume();
    }, []);
    const port = await listen(server, "127.0.0.1", 0);
    const first = `POST /first HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n${"x".repeat(0x10001)}\r\n`;
    const rest = "0\r\n\r\nPOST /second HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    try {
      socket.write(when === "at once" ? first + rest : first);
      socket.once("data", () => when === "at once" || socket.write(rest));
      expect((await text(socket)).match(/^HTTP.*(?=\r)/gm)).toEqual(["HTTP/1.1 413 Payload Too Large"]);
      // The server's side of the connection is gone once it has read everything.
      const gone = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
      await expect.poll(gone).toBe(0);
      expect(asked).toEqual(["/first"]);
    } finally {
      socket.destroy();
      server.close();
      server.closeAllConnections();
    }
  },
);

test("a boundary is no longer than one may be", async () => {
  const server = createFrontServer((request, response) => {
    if (!limitBody(request, response)) response.end();
  }, []);
  const port = await listen(server, "127.0.0.1", 0);
  const post = async (boundary: string) => {
    const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
    return (await fetch(`http://127.0.0.1:${port}/`, { method: "POST", headers })).status;
  };
  try {
    for (const make of [(text: string) => text, (text: string) => `"${text}"`])
      expect([await post(make("x".repeat(70))), await post(make("x".repeat(71)))]).toEqual([200, 400]);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
