import { request } from "node:https";
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
