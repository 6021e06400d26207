import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DnsAnswer, publish, startDnsServer } from "../../../testing/dns-server.ts";
import { readTexts } from "./resolver.ts";

const zone = mkdtempSync(join(tmpdir(), "zone-"));
let server: Awaited<ReturnType<typeof startDnsServer>>;

beforeAll(async () => {
  server = await startDnsServer(zone);
  Object.assign(process.env, {
    DNS_SERVERS: server.address,
    DATABASE_URL: "postgres://nobody@127.0.0.1/none",
    AUTH_SECRET: "a secret that only tests use, long enough",
  });
});
afterAll(async () => {
  await server.stop();
  rmSync(zone, { recursive: true });
});

const long = "v=spf1 ".padEnd(700, "x");

test.each<[string, DnsAnswer | null, object]>([
  ["one record", { texts: ["a"] }, { kind: "texts", texts: ["a"] }],
  ["several records", { texts: ["v=spf1 -all", "a", ""] }, { kind: "texts", texts: ["v=spf1 -all", "a", ""] }],
  [
    "a record of several strings",
    { texts: [["foyer-", "verification=", "a"]] },
    { kind: "texts", texts: ["foyer-verification=a"] },
  ],
  ["text beyond ASCII", { texts: ["Orión 🚀"] }, { kind: "texts", texts: [expect.any(String)] }],
  ["more than a datagram holds", { texts: Array(60).fill(long) }, { kind: "texts", texts: Array(60).fill(long) }],
  ["an alias that leads to nothing", { alias: "gone.elsewhere.com" }, { kind: "no_record" }],
  ["a name without such a record", "nothing", { kind: "no_record" }],
  ["a server that cannot find out", "failure", { kind: "no_answer" }],
  ["no such name", null, { kind: "no_domain" }],
])("%s", async (what, answer, expected) => {
  const domain = `${what.replaceAll(" ", "-").toLowerCase()}.com`;
  const name = `_foyer.${domain}`;
  if (answer) publish(zone, name, answer);
  expect(await readTexts(name, domain)).toEqual(expected);
});

test("an alias that leads to the record, and a name asked for in capitals", async () => {
  publish(zone, "proof.elsewhere.com", { texts: ["a"] });
  publish(zone, "_foyer.aliased.com", { alias: "proof.elsewhere.com" });
  expect(await readTexts("_foyer.ALIASED.com", "ALIASED.com")).toEqual({ kind: "texts", texts: ["a"] });
});

test("a domain that exists without the record is told from one that does not exist", async () => {
  publish(zone, "known.com", "nothing");
  expect(await readTexts("_foyer.known.com", "known.com")).toEqual({ kind: "no_record" });
  expect(await readTexts("_foyer.unknown.com", "unknown.com")).toEqual({ kind: "no_domain" });
});

test("a server that keeps silent is given up on", async () => {
  publish(zone, "_foyer.silent.com", "silence");
  expect(await readTexts("_foyer.silent.com", "silent.com")).toEqual({ kind: "no_answer" });
}, 15_000);
