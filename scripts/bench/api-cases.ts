import { createCalls, createRequests, getCalls, getRequests, tokenOf } from "./api-requests.ts";
import type { Case } from "./case.ts";
import type { Stage } from "./stage.ts";

/** What back-ends ask of the API, on both of its wires, beside a server that has nothing in front of it. */
export function makeApiCases({ ports, seats, backEnd }: Stage): Case[] {
  let kept: { token: string; until: number } | null = null;
  // A back-end keeps its token while it is good, here for all of the slice that is about to be measured.
  const withToken = async () => {
    if (!kept || kept.until < performance.now()) {
      const { token, seconds } = await tokenOf(ports.foyer, backEnd);
      kept = { token, until: performance.now() + (seconds * 1_000) / 2 };
    }
    return kept.token;
  };
  const foyer = { kind: "foyer", name: "Foyer", port: ports.foyer } as const;
  const floor = { kind: "node", name: "bare node:http + pg", port: ports.bare } as const;
  const create = (port: number) => ({
    once: true,
    expect: { status: 201 },
    requests: async (count: number) => createRequests(count, { port, token: await withToken() }),
  });
  const get = (port: number) => ({
    once: false,
    expect: { status: 200 },
    requests: async () => getRequests(seats, { port, token: await withToken() }),
  });
  // A call of gRPC says in its trailers how it went.
  const rpc = { isRpc: true, expect: { status: 0 } } as const;
  return [
    { operation: "n", ...foyer, ...create(ports.foyer) },
    { operation: "n", ...floor, ...create(ports.bare) },
    { operation: "o", ...foyer, ...get(ports.foyer) },
    { operation: "o", ...floor, ...get(ports.bare) },
    {
      operation: "p",
      ...foyer,
      ...rpc,
      once: true,
      requests: async (count) => createCalls(count, await withToken()),
    },
    { operation: "q", ...foyer, ...rpc, once: false, requests: async () => getCalls(seats, await withToken()) },
  ];
}
