import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeEach, expect, test } from "vitest";
import { internet, problemOf, withPort443 } from "../testing/guarded-fetching.ts";
import { domain, publicAddress, type Site } from "../testing/internet.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";

/** Servers that mean no good. */

beforeEach(() => {
  internet.asked.length = 0;
});
afterAll(() => internet.close());

/** Writes for as long as somebody reads. */
function pour(response: Parameters<Site>[1]): void {
  const more = () => {
    while (!response.destroyed && response.write(Buffer.alloc(65_536)));
  };
  response.on("drain", more);
  more();
}

/** Says exactly this, and closes. */
const raw =
  (text: string | Buffer): Site =>
  (_, { socket }) =>
    socket.end(text);
/** Says one thing again and again until nobody listens. */
const dripping =
  (start: string, drop: string): Site =>
  (_, { socket }) => {
    socket.write(start);
    const timer = setInterval(() => socket.write(drop), 10);
    socket.on("close", () => clearInterval(timer));
  };
const ok = "HTTP/1.1 200 OK\r\n";

test.each<[string, Site]>([
  ["says nothing", () => {}],
  ["says its headers letter by letter", dripping(`${ok}x-a: `, "a")],
  ["says interim answers for ever", dripping("", "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n")],
  ["says its body letter by letter", dripping(`${ok}content-length: 60000\r\n\r\n`, "a")],
  ["says its chunks letter by letter", dripping(`${ok}transfer-encoding: chunked\r\n\r\n`, "1\r\na\r\n")],
  ["stops in the middle", (_, response) => void response.writeHead(200).write("half")],
])("one that %s is left after a while", async (_, site) => {
  expect(await problemOf(`https://${internet.host(site)}/`, { timeoutMs: 300 })).toBe("timeout");
});

test("a name server that says nothing is left too", async () => {
  const silent = createSocket("udp4");
  await new Promise<void>((resolve) => silent.bind(0, "127.0.0.1", resolve));
  const fetched = createGuardedFetch([`127.0.0.1:${silent.address().port}`])(`https://${internet.host()}/`, {
    timeoutMs: 300,
  });
  await expect(fetched).rejects.toMatchObject({ problem: "timeout" });
  silent.close();
});

test.each<[string, Site]>([
  ["announces too much", (_, response) => response.writeHead(200, { "content-length": 1_000_000 }).write("a")],
  ["pours without an end", (_, response) => pour(response)],
  ["says one byte too many", (_, response) => response.end("a".repeat(1_001))],
  ["sends chunks that are too many", (_, response) => void response.write("a".repeat(1_000), () => response.end("a"))],
])("one that %s is cut off", async (_, site) => {
  expect(await problemOf(`https://${internet.host(site)}/`, { maxBytes: 1_000 })).toBe("large");
});

test("exactly as much as is read comes whole", async () => {
  const name = internet.host((_, response) => response.end("a".repeat(1_000)));
  expect(await problemOf(`https://${name}/`, { maxBytes: 1_000 })).toBe(`200: ${"a".repeat(1_000)}`);
});

test.each(["gzip", "br", "deflate", "zstd", "gzip, identity", "x-made-up"])("%s is not unpacked", async (encoding) => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  const name = internet.host((_, response) => response.writeHead(200, { "content-encoding": encoding }).end(bomb));
  expect(await problemOf(`https://${name}/`, { maxBytes: 1_000_000 })).toBe("encoding");
});

test.each<[string, Site]>([
  ["promises more than it sends", raw(`${ok}content-length: 100\r\n\r\nhalf`)],
  ["ends in the middle of a chunk", raw(`${ok}transfer-encoding: chunked\r\n\r\nff\r\nhalf`)],
  ["says two lengths", raw(`${ok}content-length: 4\r\ncontent-length: 5\r\n\r\nhalf!`)],
  ["says a length and chunks", raw(`${ok}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`)],
  ["says a length that is none", raw(`${ok}content-length: 99999999999999999999999\r\n\r\nhalf`)],
  ["has huge headers", raw(`${ok}${`x-a: ${"a".repeat(1_000)}\r\n`.repeat(20)}\r\n`)],
  ["has countless headers", raw(`${ok}${"a:b\r\n".repeat(10_000)}\r\n`)],
  ["has one endless header", raw(`${ok}x-a: ${"a".repeat(100_000)}`)],
  ["speaks no HTTP", raw("SSH-2.0-OpenSSH_9.6\r\n")],
  ["speaks HTTP/0.9", raw("<html>hello</html>")],
  ["invents a status", raw("HTTP/1.1 999 Odd\r\ncontent-length: 0\r\n\r\n")],
  ["invents a status of four digits", raw("HTTP/1.1 2000 Odd\r\ncontent-length: 0\r\n\r\n")],
  ["puts zeros into headers", raw(`${ok}x-a: a\0b\r\ncontent-length: 0\r\n\r\n`)],
  [
    "changes the protocol",
    raw("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n"),
  ],
  ["says nothing and goes", (_, { socket }) => socket.destroy()],
  ["goes in the middle of its headers", (_, { socket }) => void socket.write(ok, () => socket.destroy())],
  ["goes in the middle of its body", (_, response) => void response.write("half", () => response.destroy())],
])("one that %s has given no answer", async (_, site) => {
  expect(await problemOf(`https://${internet.host(site)}/`, { timeoutMs: 3_000 })).toBe("broken");
});

test("what follows an answer is no part of it", async () => {
  const name = internet.host(
    raw(`${ok}content-length: 4\r\n\r\nhalfHTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret`),
  );
  expect(await problemOf(`https://${name}/`)).toBe("200: half");
});

test.each(["expired", "self-signed"])("a certificate that is %s proves nothing", async (kind) => {
  const name = `${kind}.${domain}`;
  internet.name(name, [publicAddress]);
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
  expect(await problemOf(`https://${name}/`)).toBe("certificate");
  delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  expect(internet.asked).toEqual([]);
});

test("nor does one for another name", async () => {
  for (const name of ["orion-other.com", `a.b.${domain}`]) {
    internet.name(name, [publicAddress]);
    expect(await problemOf(`https://${name}/`)).toBe("certificate");
  }
  expect(internet.asked).toEqual([]);
});

test("and a port that speaks no TLS is no server", async () => {
  const plain = createServer((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret"));
  await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
  const { port } = plain.address() as { port: number };
  const fetched = await withPort443(port, () => problemOf(`https://${internet.host()}/`));
  expect(["certificate", "broken"]).toContain(fetched);
  plain.close();
});
