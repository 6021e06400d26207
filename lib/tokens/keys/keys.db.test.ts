import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { signingKeys } from "#db/schema/signing-keys";
import { loadSigningKeys, rotateOldSigningKeys, rotateSigningKeys } from "./mutations.ts";
import { listSigningKeys } from "./queries.ts";
import type { SigningKey } from "./types.ts";

beforeEach(() => installation.delete(signingKeys));

const kids = (keys: SigningKey[]) => keys.map(({ kid }) => kid);
const rsa = (keys: SigningKey[]) => keys.filter(({ algorithm }) => algorithm === "RS256");

/** As if so many hours had passed. */
async function pass(hours: number): Promise<void> {
  const earlier = sql`make_interval(hours => ${hours})`;
  await installation
    .update(signingKeys)
    .set({ signsFrom: sql`signs_from - ${earlier}`, publishedUntil: sql`published_until - ${earlier}` });
}

describe("the keys of an installation", () => {
  test("are made once, though many processes need them at the same time", async () => {
    const loaded = await Promise.all(Array.from({ length: 6 }, loadSigningKeys));
    expect(loaded[0]).toHaveLength(2);
    expect(new Set(loaded.map((keys) => kids(keys).sort().join())).size).toBe(1);
    expect(loaded[0]?.every(({ signs, privateJwk }) => signs && privateJwk)).toBe(true);
  });

  test("are nowhere to be read in the database", async () => {
    const [key] = rsa(await loadSigningKeys());
    const { rows } = await installation.execute<{ row: string }>(sql`select k::text as row from signing_keys k`);
    for (const { row } of rows) expect(row).not.toContain(key?.privateJwk?.d);
    expect(key?.publicJwk).not.toHaveProperty("d");
  });

  test("have a successor that is published first, signs an hour later, and leaves them published", async () => {
    const [old] = rsa(await loadSigningKeys());
    await rotateSigningKeys();
    let [first, second] = rsa(await listSigningKeys());
    expect(first?.kid).toBe(old?.kid);
    expect(second?.signs).toBe(false);
    await pass(1);
    [first, second] = rsa(await listSigningKeys());
    expect(first?.signs).toBe(true);
    expect([first?.kid, second?.kid]).not.toContain(undefined);
    expect(second?.kid).toBe(old?.kid);
    await pass(90 * 24 + 1);
    expect(kids(await listSigningKeys())).not.toContain(old?.kid);
  });

  test("are replaced by the schedule when they are old, once, and forgotten when their time is over", async () => {
    const fresh = await loadSigningKeys();
    await rotateOldSigningKeys();
    expect(kids(await listSigningKeys())).toEqual(kids(fresh));
    await pass(90 * 24 + 1);
    await Promise.all([rotateOldSigningKeys(), rotateOldSigningKeys()]);
    expect(await listSigningKeys()).toHaveLength(4);
    await pass(90 * 24 + 2);
    await rotateOldSigningKeys();
    const { rows } = await installation.execute(sql`select kid from signing_keys`);
    expect(rows.map(({ kid }) => kid)).not.toContain(fresh[0]?.kid);
  });

  test("are replaced by the schedule when one of them is old, however young the one beside it", async () => {
    await loadSigningKeys();
    // One that leaked was deleted, and has a new one in its place.
    await installation.delete(signingKeys).where(eq(signingKeys.algorithm, "ES256"));
    await loadSigningKeys();
    await installation
      .update(signingKeys)
      .set({ signsFrom: sql`now() - interval '91 days'` })
      .where(eq(signingKeys.algorithm, "RS256"));
    await rotateOldSigningKeys();
    expect(await listSigningKeys()).toHaveLength(4);
  });

  test("that another AUTH_SECRET sealed sign nothing: new ones are made beside them", async () => {
    const [old] = rsa(await loadSigningKeys());
    await installation.update(signingKeys).set({ privateKey: "c2VhbGVkIHdpdGggYW5vdGhlciBzZWNyZXQgYWx0b2dldGhlcg" });
    const keys = rsa(await loadSigningKeys());
    expect(keys).toHaveLength(2);
    expect(keys.find(({ kid }) => kid === old?.kid)?.privateJwk).toBeNull();
    expect(keys.some(({ kid, privateJwk, signs }) => kid !== old?.kid && privateJwk && signs)).toBe(true);
  });
});
