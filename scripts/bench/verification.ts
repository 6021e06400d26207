import { type SigningAlgorithm, signingAlgorithms } from "#lib/applications/types";
import { Explained } from "#scripts/explain";
import { ask } from "./child.ts";
import { median } from "./measure.ts";
import type { Stage } from "./stage.ts";
import { layOut, number } from "./table.ts";
import { accessTokenOf } from "./token-requests.ts";
import type { Rate, Work } from "./verification-child.ts";
import { request, Wire } from "./wire.ts";

/** One round after the other: tokens a second, by Foyer and by the bare library. */
export type Verification = { algorithm: SigningAlgorithm; rounds: { foyer: Rate; jose: Rate }[] };

/** Verifies tokens that Foyer gave, with the keys that it publishes. */
export async function measureVerification(
  { ports, seats, products, verifier }: Stage,
  { rounds, milliseconds }: { rounds: number; milliseconds: number },
): Promise<Verification[]> {
  const wire = new Wire(ports.foyer, { keepBodies: true });
  const published = await wire.send(request({ port: ports.foyer, path: "/keys", plain: true }));
  wire.close();
  if (published.status !== 200) throw new Explained(`The keys were not published:\n${published.head}`);
  const jwks = JSON.parse(published.body);
  const measured: Verification[] = [];
  for (const algorithm of signingAlgorithms) {
    const token = await accessTokenOf({ port: ports.foyer, product: products[algorithm], seats });
    const run = (who: Work["who"], time: number) => ask<Work, Rate>(verifier, { token, jwks, who, milliseconds: time });
    for (const who of ["foyer", "jose"] as const) await run(who, milliseconds / 2);
    const list: Verification["rounds"] = [];
    for (let round = 0; round < rounds; round += 1) {
      const first = round % 2 ? await run("jose", milliseconds) : null;
      const foyer = await run("foyer", milliseconds);
      list.push({ foyer, jose: first ?? (await run("jose", milliseconds)) });
    }
    measured.push({ algorithm, rounds: list });
  }
  return measured;
}

export function verificationSection(measured: Verification[]): string {
  const rows = measured.map(({ algorithm, rounds }) => [
    algorithm,
    number(median(rounds.map(({ foyer }) => foyer))),
    number(median(rounds.map(({ jose }) => jose))),
    `${median(rounds.map(({ foyer, jose }) => foyer / jose)).toFixed(2)}×`,
  ]);
  return `## Verifying access tokens

${layOut([["Signed with", "Foyer's, a second", "bare jose, a second", "of bare jose"], ...rows])}

One process, one token after the other, the keys in memory. Foyer's asks for the type, the issuer, the algorithm and the claims
that a token about a person has; beside it \`jwtVerify\` with a local key set and no options, on the same token.`;
}
