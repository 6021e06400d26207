import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import DNS from "dns2";

/** What a name answers when it is asked for TXT records. */
export type DnsAnswer =
  /** One record a text; one given in parts is a record of several strings. */
  | { texts: readonly (string | readonly string[])[] }
  /** Another name has the answer, which is sent along as a resolver does. */
  | { alias: string }
  /** The name exists, without such a record. */
  | "nothing"
  /** SERVFAIL: the server could not find out. */
  | "failure"
  /** Not a word. */
  | "silence";

const { Packet } = DNS;
type Message = DNS.Packet;

/**
 * A DNS server on loopback, over UDP and TCP. It knows the names in `zone`, a folder with a file for each, which any process may
 * write (publish, withdraw); whatever is above a known name exists too, and nothing else does (NXDOMAIN).
 * @returns where it listens, as DNS_SERVERS wants it
 */
export async function startDnsServer(zone: string): Promise<{ address: string; stop: () => Promise<void> }> {
  const respond: DNS.DnsHandler = (request, send) => {
    const response = answerTo(zone, request);
    if (response) send(response);
  };
  const udp = DNS.createUDPServer(respond);
  const tcp = DNS.createTCPServer(respond);
  // A client that goes away in the middle is not this test's affair.
  for (const server of [udp, tcp]) server.on("requestError", () => {});
  const port = await listenOnBoth(udp, tcp);
  return {
    address: `127.0.0.1:${port}`,
    stop: async () => {
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ]);
    },
  };
}

/** A port that is free for both: TCP gets one, and UDP the same. */
async function listenOnBoth(udp: DNS.UDPServer, tcp: DNS.TCPServer): Promise<number> {
  await new Promise<void>((resolve) => tcp.listen(0, "127.0.0.1", resolve));
  const { port } = tcp.address() as AddressInfo;
  await udp.listen(port, "127.0.0.1");
  return port;
}

/** What the name answers from now on. */
export function publish(zone: string, name: string, answer: DnsAnswer): void {
  writeFileSync(join(zone, name.toLowerCase()), JSON.stringify(answer));
}

/** From now on there is no such name. */
export function withdraw(zone: string, name: string): void {
  rmSync(join(zone, name.toLowerCase()), { force: true });
}

function answerTo(zone: string, request: Message): Message | null {
  const response = Packet.createResponseFromRequest(request);
  response.header.ra = 1;
  const [question] = request.questions;
  if (!question) return response;
  const isText = question.type === Packet.TYPE.TXT;
  let name = question.name.toLowerCase();
  for (;;) {
    const known = lookUp(zone, name);
    if (known === "silence") return null;
    if (known === "failure") return refuse(response, Packet.RCODE.SERVFAIL);
    if (known === null) return refuse(response, Packet.RCODE.NXDOMAIN);
    if (known === "nothing" || !isText) return response;
    if ("texts" in known) {
      for (const text of known.texts) response.answers.push(record(name, { type: Packet.TYPE.TXT, data: parts(text) }));
      return response;
    }
    response.answers.push(record(name, { type: Packet.TYPE.CNAME, domain: known.alias }));
    name = known.alias.toLowerCase();
  }
}

function lookUp(zone: string, name: string): DnsAnswer | null {
  const names = readdirSync(zone);
  if (names.includes(name)) return JSON.parse(readFileSync(join(zone, name), "utf8")) as DnsAnswer;
  return names.some((known) => known.endsWith(`.${name}`)) ? "nothing" : null;
}

function refuse(response: Message, code: number): Message {
  response.header.rcode = code;
  return response;
}

function record(name: string, fields: Partial<DNS.Packet.Resource>): DNS.Packet.Resource {
  return { name, class: Packet.CLASS.IN, ttl: 1, ...fields } as DNS.Packet.Resource;
}

/** As DNS carries it: strings of at most 255 bytes. */
function parts(text: string | readonly string[]): string[] {
  return typeof text === "string" ? (text.match(/.{1,255}/gs) ?? [""]) : [...text];
}
