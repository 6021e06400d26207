import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import { and, eq, isNull, lt, ne, sql } from "drizzle-orm";
import { type Database, installation } from "#db/client";
import { signingKeys } from "#db/schema/signing-keys";
import { type SigningAlgorithm, signingAlgorithms } from "#lib/applications/types";
import { env } from "#lib/env";
import { newId } from "#lib/ids";
import { log } from "#lib/logger";
import { seal } from "#lib/secrets";
import { keyPurpose, listSigningKeys } from "./queries.ts";
import type { SigningKey } from "./types.ts";

/** A new key is published this long before it signs: whoever keeps our keys asks again within an hour. Seconds. */
const leadSeconds = 3600;
/**
 * An old key is published this long after its successor signs. Far longer than any token lives, because some clients
 * (docs/decisions/0020) read our keys once and keep them until they are restarted.
 */
const retiredDays = 90;
/** How old a key gets before the schedule replaces it. */
const rotationDays = 90;

/** The keys that are published; at the first start of an installation they are made. Many processes may ask at once. */
export async function loadSigningKeys(): Promise<SigningKey[]> {
  const keys = await listSigningKeys();
  if (signingAlgorithms.every((algorithm) => canSign(keys, algorithm))) return keys;
  await inTurn(async (tx) => {
    const known = await listSigningKeys();
    for (const algorithm of signingAlgorithms) {
      if (canSign(known, algorithm)) continue;
      if (known.some((key) => key.algorithm === algorithm)) {
        log().warn({ algorithm }, "AUTH_SECRET opens none of the keys that tokens are signed with: a new one was made");
      }
      await addKey(tx, algorithm, 0);
    }
  });
  return listSigningKeys();
}

const canSign = (keys: SigningKey[], algorithm: SigningAlgorithm) =>
  keys.some((key) => key.algorithm === algorithm && key.signs && key.privateJwk);

/**
 * Makes a successor of every key, which signs an hour from now. The old ones are published for 90 days more, so that every token
 * they signed is verified until it expires.
 */
export async function rotateSigningKeys(): Promise<void> {
  await inTurn(rotate);
}

/** The schedule's part: replaces keys that are 90 days old, and forgets those whose time is over. */
export async function rotateOldSigningKeys(): Promise<void> {
  await inTurn(async (tx) => {
    await tx.delete(signingKeys).where(lt(signingKeys.publishedUntil, sql`now()`));
    const [oldest] = await tx
      .select({ old: isOld })
      .from(signingKeys)
      .where(isNull(signingKeys.publishedUntil))
      .orderBy(signingKeys.signsFrom)
      .limit(1);
    if (oldest?.old) await rotate(tx);
  });
}

const isOld = sql<boolean>`${signingKeys.signsFrom} < now() - make_interval(days => ${rotationDays})`;

async function rotate(tx: Database): Promise<void> {
  for (const algorithm of signingAlgorithms) await addKey(tx, algorithm, leadSeconds);
}

/** One process at a time makes keys. */
async function inTurn(work: (tx: Database) => Promise<void>): Promise<void> {
  await installation.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('signing-keys', 0))`);
    await work(tx);
  });
}

const generate = promisify(generateKeyPair);

async function addKey(tx: Database, algorithm: SigningAlgorithm, lead: number): Promise<void> {
  const pair =
    algorithm === "RS256"
      ? await generate("rsa", { modulusLength: 2048 })
      : await generate("ec", { namedCurve: "P-256" });
  const kid = newId("key");
  const privateJwk = pair.privateKey.export({ format: "jwk" });
  await tx.insert(signingKeys).values({
    kid,
    algorithm,
    publicJwk: pair.publicKey.export({ format: "jwk" }) as Record<string, string>,
    privateKey: seal(JSON.stringify(privateJwk), keyPurpose, kid, env.AUTH_SECRET),
    signsFrom: sql`now() + make_interval(secs => ${lead})`,
  });
  await tx
    .update(signingKeys)
    .set({ publishedUntil: sql`now() + make_interval(secs => ${lead}, days => ${retiredDays})` })
    .where(and(eq(signingKeys.algorithm, algorithm), ne(signingKeys.kid, kid), isNull(signingKeys.publishedUntil)));
}
