import { createServer, request } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { listen, shutDown } from "./http-server.ts";

test("a request under way is finished before the server ends, and no new one begins", async () => {
  const arrived = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const server = createServer(async (_, response) => {
    arrived.resolve();
    await finish.promise;
    response.end("whole");
  });
  const port = await listen(server, "127.0.0.1", 0);
  const answer = fetch(`http://127.0.0.1:${port}`).then((response) => response.text());
  await arrived.promise;
  const ended = shutDown(server);
  await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
  finish.resolve();
  expect(await answer).toBe("whole");
  await ended;
});

test("what does not end by itself is ended: an idle connection at once, a hanging request and a websocket after a while", async () => {
  const server = createServer(() => {});
  server.on("upgrade", (_, socket) =>
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"),
  );
  const port = await listen(server, "127.0.0.1", 0);
  const idle = connect(port, "127.0.0.1");
  const hanging = request({ port, host: "127.0.0.1" }).end();
  hanging.on("error", () => {});
  const socket = request({ port, host: "127.0.0.1", headers: { connection: "upgrade", upgrade: "websocket" } }).end();
  await new Promise((resolve) => socket.on("upgrade", resolve));
  await shutDown(server, 50);
  expect(server.listening).toBe(false);
  idle.destroy();
});

test("a port that is taken is an error to explain", async () => {
  const server = createServer();
  const port = await listen(server, "127.0.0.1", 0);
  await expect(listen(createServer(), "127.0.0.1", port)).rejects.toMatchObject({ code: "EADDRINUSE" });
  await shutDown(server);
});
