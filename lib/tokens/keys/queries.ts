import { gt, isNull, or, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { signingKeys } from "#db/schema/signing-keys";
import { env } from "#lib/env";
import { unseal } from "#lib/secrets";
import type { SigningKey } from "./types.ts";

/** What private keys are sealed for. */
export const keyPurpose = "signing key";

/**
 * The keys that are published, those that sign first: the newest of each algorithm whose time has come, then its successor and
 * its predecessors. A private half that AUTH_SECRET does not open is null: such a key still verifies, and signs nothing.
 */
export async function listSigningKeys(): Promise<SigningKey[]> {
  const rows = await installation
    .select({
      kid: signingKeys.kid,
      algorithm: signingKeys.algorithm,
      publicJwk: signingKeys.publicJwk,
      privateKey: signingKeys.privateKey,
      signsFrom: signingKeys.signsFrom,
      publishedUntil: signingKeys.publishedUntil,
      signs: sql<boolean>`${signingKeys.signsFrom} <= now()`,
    })
    .from(signingKeys)
    .where(or(isNull(signingKeys.publishedUntil), gt(signingKeys.publishedUntil, sql`now()`)))
    .orderBy(sql`${signingKeys.signsFrom} <= now() desc`, sql`${signingKeys.signsFrom} desc`, signingKeys.kid);
  return rows.map(({ privateKey, ...key }) => ({
    ...key,
    privateJwk: opened(privateKey, key.kid),
  }));
}

function opened(sealed: string, kid: string): Record<string, string> | null {
  const text = unseal(sealed, keyPurpose, kid, env.AUTH_SECRET);
  return text === null ? null : JSON.parse(text);
}
