import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { verifyPersonToken } from "#lib/tokens/verification";

export type Work = { token: string; jwks: JSONWebKeySet; who: "foyer" | "jose"; milliseconds: number };
/** How many a second, one at a time. */
export type Rate = number;

// A process of its own, in which nothing else happens: it takes work from its parent, and ends when the parent does.
process.on("message", async (work: Work) => process.send?.(await run(work)));
process.on("disconnect", () => process.exit(0));
process.send?.("ready");

type Verify = (token: string) => Promise<unknown>;
const ready = new Map<string, Verify>();

async function run({ token, jwks, who, milliseconds }: Work): Promise<Rate> {
  const verify = ready.get(`${who} ${token}`) ?? (who === "foyer" ? foyer(jwks) : bare(jwks));
  ready.set(`${who} ${token}`, verify);
  if (!(await verify(token))) throw new Error("A good token was not taken.");
  const start = performance.now();
  let count = 0;
  for (; performance.now() < start + milliseconds; count += 1) await verify(token);
  return (count * 1_000) / (performance.now() - start);
}

/** As Foyer verifies: type, issuer, algorithm, and everything that a token about a person must say. */
function foyer(jwks: JSONWebKeySet): Verify {
  const known = createLocalJWKSet(jwks);
  return (token) => verifyPersonToken(token, known);
}

/** The signature and the time alone. */
function bare(jwks: JSONWebKeySet): Verify {
  const known = createLocalJWKSet(jwks);
  return (token) => jwtVerify(token, known);
}
