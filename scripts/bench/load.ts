import { RpcWire } from "./rpc-wire.ts";
import { Wire } from "./wire.ts";

/** One slice of load on one case. */
export type Load = {
  port: number;
  concurrency: number;
  /** Stops after this long, or when there is nothing left to send. */
  milliseconds: number;
  requests: string[];
  /** Each request is good for one use only (a code, a form); otherwise they are sent in turn, again and again. */
  once: boolean;
  /** Requests are calls of gRPC, and go over one connection. */
  isRpc: boolean;
  expect: { status: number; location?: string };
};

export type Slice = {
  count: number;
  seconds: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  bytesPerAnswer: number;
  errors: number;
  /** The first answer nobody expected. */
  wrong: string | null;
};

// A process of its own: it takes loads from its parent, and ends when the parent does.
process.on("message", async (load: Load) => process.send?.(await run(load)));
process.on("disconnect", () => process.exit(0));
process.send?.("ready");

async function run(load: Load): Promise<Slice> {
  const { requests, once, milliseconds, expect } = load;
  const location = expect.location ? new RegExp(`\\r\\nlocation: ${expect.location}(\\r|$)`, "i") : null;
  const times: number[] = [];
  let errors = 0;
  let bytes = 0;
  let wrong: string | null = null;
  let sent = 0;
  const start = performance.now();
  const end = start + milliseconds;
  // Calls of gRPC share a connection; every other caller has one of its own.
  const shared = load.isRpc ? new RpcWire(load.port) : null;
  const wires = Array.from({ length: load.concurrency }, () => shared ?? new Wire(load.port));

  async function drive(wire: Wire | RpcWire): Promise<void> {
    for (let now = performance.now(); now < end && !(once && sent >= requests.length); ) {
      const text = requests[sent++ % requests.length] ?? "";
      try {
        const reply = await wire.send(text);
        const done = performance.now();
        times.push(done - now);
        now = done;
        bytes += reply.bytes;
        if (reply.status === expect.status && (!location || location.test(reply.head))) continue;
        errors += 1;
        wrong ??= `${reply.head}\n\n${reply.body.slice(0, 500)}`;
      } catch (error) {
        errors += 1;
        wrong ??= String(error);
        wire.close();
        if (errors > 100) break;
      }
    }
  }

  await Promise.all(wires.map(drive));
  for (const wire of wires) wire.close();
  const seconds = (performance.now() - start) / 1_000;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return {
    count: times.length,
    seconds,
    p50: at(0.5),
    p99: at(0.99),
    bytesPerAnswer: times.length > 0 ? bytes / times.length : 0,
    errors,
    wrong,
  };
}
