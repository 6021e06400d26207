import type { Case } from "./case.ts";
import type { Stage } from "./stage.ts";
import { codeRequests, credentialsRequest, refreshRequests } from "./token-requests.ts";

/** What products behind Foyer ask of its token endpoint. */
export function makeTokenCases({ ports, seats, products }: Stage): Case[] {
  const asker = { port: ports.foyer, product: products.RS256, seats };
  const answered = { expect: { status: 200 } };
  const foyer = { kind: "foyer", name: "Foyer", port: ports.foyer, ...answered } as const;
  const floor = (kind: "next" | "node", name: string): Case => ({
    operation: "k",
    kind,
    name,
    port: ports[kind],
    once: false,
    ...answered,
    requests: async () => [credentialsRequest(ports[kind], asker.product, "/nothing")],
  });
  return [
    {
      ...foyer,
      operation: "k",
      once: false,
      requests: async () => [credentialsRequest(ports.foyer, asker.product)],
    },
    floor("next", "Next route that does nothing"),
    floor("node", "node:http that does nothing"),
    { ...foyer, operation: "l", once: true, requests: (count) => codeRequests(count, asker) },
    { ...foyer, operation: "m", once: true, requests: (count) => refreshRequests(count, asker) },
  ];
}
