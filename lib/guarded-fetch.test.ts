import { createServer } from "node:net";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { guardedFetch, internet, problemOf, withPort443 } from "../testing/guarded-fetching.ts";
import { domain, publicAddress, type Site } from "../testing/internet.ts";
import { connected } from "../testing/port-443.ts";
import type { FetchProblem } from "./guarded-fetch.ts";

beforeEach(() => {
  connected.length = 0;
  internet.asked.length = 0;
});
afterAll(() => internet.close());

describe("what may be fetched", () => {
  test("comes whole, and the request says nothing about anyone", async () => {
    let headers: string[] = [];
    const name = internet.host((request, response) => {
      headers = request.rawHeaders;
      response.setHeader("x-kind", "test").end("hello");
    });
    const response = await guardedFetch(`https://${name}/`);
    expect([response.status, response.headers.get("x-kind"), await response.text()]).toEqual([200, "test", "hello"]);
    const sent = Object.fromEntries(headers.flatMap((value, at) => (at % 2 === 0 ? [[value, headers[at + 1]]] : [])));
    expect(sent).toEqual({
      host: name,
      connection: "close",
      accept: "*/*",
      "user-agent": "Foyer",
      "accept-encoding": "identity",
    });
    expect(connected).toEqual([publicAddress]);
  });

  test("is told the headers that are given, and an answer that is no success is an answer too", async () => {
    const name = internet.host((request, response) =>
      response.writeHead(409).end(`${request.method} ${request.headers["x-id"]}`),
    );
    expect(await problemOf(`https://${name}/`, { headers: { "x-id": "7" } })).toBe("409: GET 7");
  });

  test("can be sent something, and then leads nowhere else", async () => {
    const name = internet.host((request, response) => {
      if (request.url !== "/") return void response.end("elsewhere");
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => response.writeHead(307, { location: "/there" }).end(`${request.method} ${body}`));
    });
    const sent = { method: "POST", body: "hello", redirects: 3 } as const;
    expect(await problemOf(`https://${name}/`, sent)).toBe("307: POST hello");
  });

  test("is its status alone when nothing else is wanted, whatever follows", async () => {
    const name = internet.host((_, response) => {
      response.writeHead(201, { "content-encoding": "gzip" }).write("x".repeat(100_000));
    });
    expect(await problemOf(`https://${name}/`, { statusOnly: true, maxBytes: 10 })).toBe("201: ");
  });

  test.each([204, 304])("has no body when it says %i", async (status) => {
    expect(await problemOf(`https://${internet.host((_, response) => response.writeHead(status).end())}/`)).toBe(
      `${status}: `,
    );
  });

  test("may have a literal address and a name that ends in a dot", async () => {
    // The certificate is for names, so the connection is as far as it gets.
    expect(await problemOf(`https://${publicAddress}/`)).toBe("certificate");
    expect(connected).toEqual([publicAddress]);
  });

  test("is reached at the second address when the first does not answer", async () => {
    const addresses = ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", publicAddress];
    expect(await problemOf(`https://${internet.host(undefined, addresses)}/`)).toBe("200: secret");
  });
});

describe("addresses that are no place on the public internet", () => {
  test.each([
    ["loopback", "127.0.0.1", "[::1]"],
    ["private", "10.1.2.3", "172.16.0.1", "192.168.0.1", "[fd12::1]"],
    ["metadata of clouds", "169.254.169.254", "[fd00:ec2::254]", "100.100.100.200", "168.63.129.16"],
    ["decimal", "2130706433", "2852039166"],
    ["octal", "0177.0.0.1", "017700000001", "0251.0376.0251.0376"],
    ["hexadecimal", "0x7f000001", "0x7f.0x0.0x0.0x1", "0xA9.0xFE.0xA9.0xFE"],
    ["short", "127.1", "127.0.1", "0", "10.1"],
    ["mixed", "0x7f.1", "0251.254.0xa9fe"],
    ["wide digits and dots", "１２７．０．０．１", "127。0。0。1", "%31%32%37.0.0.1"],
    ["a dot at the end", "127.0.0.1."],
    ["mapped", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[0:0:0:0:0:ffff:7f00:1]"],
    ["IPv4-compatible", "[::127.0.0.1]", "[::7f00:1]"],
    ["NAT64", "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::7f00:1]"],
    ["6to4 and Teredo", "[2002:7f00:1::]", "[2002:a9fe:a9fe::1]", "[2001:0:4136:e378:8000:63bf:80ff:fffe]"],
    ["unspecified, broadcast, multicast", "0.0.0.0", "[::]", "255.255.255.255", "224.0.0.1", "[ff02::1]"],
    ["link-local and site-local", "[fe80::1]", "[fec0::1]"],
  ])("%s", async (_, ...hosts) => {
    for (const literal of hosts)
      expect([literal, await problemOf(`https://${literal}/`)]).toEqual([literal, "private"]);
    expect([connected, internet.asked]).toEqual([[], []]);
  });

  test.each([
    ["IPv4", ["127.0.0.1"]],
    ["metadata", ["169.254.169.254"]],
    ["IPv6", ["::1"]],
    ["unique local", ["fd00:ec2::254"]],
    ["mapped", ["::ffff:127.0.0.1"]],
    ["NAT64", ["64:ff9b::7f00:1"]],
    ["6to4", ["2002:7f00:1::"]],
    ["one public, one private", [publicAddress, "10.0.0.1"]],
    ["public IPv4, private IPv6", [publicAddress, "fd00::1"]],
    ["private IPv4, public IPv6", ["10.0.0.1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]],
  ])("behind a name: %s", async (_, addresses) => {
    expect(await problemOf(`https://${internet.host(undefined, addresses)}/`)).toBe("private");
    expect([connected, internet.asked]).toEqual([[], []]);
  });

  test.each(["localhost", "localhost.", "anything.localhost"])("%s", async (name) => {
    expect(["private", "name"]).toContain(await problemOf(`https://${name}/`));
    expect([connected, internet.asked]).toEqual([[], []]);
  });

  test("a name that is public when it is checked and private right after is reached where it was checked", async () => {
    const name = internet.host(undefined, [publicAddress], ["127.0.0.1"]);
    expect(await problemOf(`https://${name}/`)).toBe("200: secret");
    expect(connected).toEqual([publicAddress]);
    expect(await problemOf(`https://${name}/`)).toBe("private");
    expect(connected).toEqual([publicAddress]);
  });

  test.each([
    "http://{}/",
    "ftp://{}/",
    "file:///etc/passwd",
    "data:text/plain,secret",
    "javascript:alert(1)",
    "https://maya@{}/",
    "https://maya:secret@{}/",
    "https://:secret@{}/",
    "https://{}:8443/",
    "https://{}:22/",
    "https://",
    "//{}/",
    "{}",
    "",
  ])("%s is not asked for", async (pattern) => {
    expect(await problemOf(pattern.replace("{}", internet.host()))).toBe("url");
    expect([connected, internet.asked]).toEqual([[], []]);
  });

  test("a name that nobody has, and one with more addresses than anyone needs", async () => {
    expect(await problemOf(`https://nobody.${domain}/`)).toBe("name");
    const many = Array.from({ length: 12 }, (_, at) => `93.184.215.${at + 1}`);
    const name = internet.host(undefined, many);
    const fetched = await withPort443(await closedPort(), () => problemOf(`https://${name}/`));
    expect(fetched).toBe("unreachable");
    expect(connected).toHaveLength(8);
  });

  test("no proxy of the environment is asked", async () => {
    let calls = 0;
    const proxy = createServer(() => {
      calls += 1;
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const { port } = proxy.address() as { port: number };
    const names = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "ALL_PROXY", "NODE_USE_ENV_PROXY"];
    for (const name of names) process.env[name] = name === "NODE_USE_ENV_PROXY" ? "1" : `http://127.0.0.1:${port}`;
    expect(await problemOf(`https://${internet.host()}/`)).toBe("200: secret");
    for (const name of names) delete process.env[name];
    proxy.close();
    expect(calls).toBe(0);
  });
});

describe("redirects", () => {
  const to =
    (location: string, status = 302): Site =>
    (_, response) =>
      response.writeHead(status, { location }).end();

  test("are an answer like any other unless they are asked to be followed", async () => {
    const response = await guardedFetch(`https://${internet.host(to("https://127.0.0.1/"))}/`);
    expect([response.status, response.headers.get("location")]).toEqual([302, "https://127.0.0.1/"]);
    expect(connected).toHaveLength(1);
  });

  test.each([301, 302, 303, 307, 308])("%i is followed to another name, three times", async (status) => {
    let next = `https://${internet.host()}/`;
    for (let hop = 0; hop < 3; hop += 1) next = `https://${internet.host(to(next, status))}/`;
    expect(await problemOf(next, { redirects: 3 })).toBe("200: secret");
    expect(await problemOf(next, { redirects: 2 })).toBe("redirects");
  });

  test("may be relative, and carry nothing of the first request", async () => {
    const name = internet.host((request, response) => {
      if (request.url === "/a/start") response.writeHead(307, { location: "end?x=1", "set-cookie": "a=b" }).end();
      else response.end(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
    });
    const headers = { authorization: "Bearer secret", "x-id": "7" };
    const answer = await problemOf(`https://${name}/a/start`, { headers, redirects: 1 });
    expect(answer).toMatch(/^200: GET \/a\/end\?x=1 /);
    expect(answer).not.toMatch(/Bearer|x-id|cookie|referer/);
  });

  test.each<[string, FetchProblem]>([
    ["https://127.0.0.1/", "private"],
    ["https://169.254.169.254/latest/meta-data/", "private"],
    ["https://2130706433/", "private"],
    ["https://[::ffff:7f00:1]/", "private"],
    ["//127.1/", "private"],
    ["http://{public}/", "url"],
    ["https://{public}:8443/", "url"],
    ["https://maya@{public}/", "url"],
    ["file:///etc/passwd", "url"],
    ["https://", "url"],
    ["https://{private}/", "private"],
    ["https://nobody.orion-cdn.com/", "name"],
  ])("to %s go nowhere", async (target, problem) => {
    const location = target
      .replace("{public}", internet.host())
      .replace("{private}", internet.host(undefined, ["10.0.0.1"]));
    const name = internet.host(to(location));
    expect(await problemOf(`https://${name}/`, { redirects: 3 })).toBe(problem);
    expect(internet.asked).toEqual([`${name}/`]);
    expect(connected).toEqual([publicAddress]);
  });

  test("in a circle end", async () => {
    const name: string = internet.host((_, response) => response.writeHead(302, { location: "/again" }).end());
    expect(await problemOf(`https://${name}/`, { redirects: 3 })).toBe("redirects");
    expect(internet.asked).toHaveLength(4);
  });

  test("with a body are followed without it, however long it is", async () => {
    const end = `https://${internet.host()}/`;
    const name = internet.host((_, response) => {
      response.writeHead(302, { location: end });
      response.write(Buffer.alloc(60_000));
    });
    expect(await problemOf(`https://${name}/`, { redirects: 1 })).toBe("200: secret");
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
