import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import type { ClientId } from "#db/schema/client-secrets";
import { makeApiClient, makeApplication, makeOperator } from "#db/testing/factories";
import { apiClientKeeper, revokeApiClient } from "#lib/api/clients/mutations";
import { findLiveClient } from "#lib/api/clients/queries";
import { applicationKeeper, deleteApplication } from "#lib/applications/mutations";
import { findApplicationWithSecrets } from "#lib/applications/queries";
import { sha256 } from "#lib/secrets";
import { addSecret, removeSecret, verifySecret } from "./mutations.ts";
import { listSecrets } from "./queries.ts";

const name = "Orion Analytics";

const kinds = [
  {
    kind: "application",
    keeper: applicationKeeper,
    make: () => makeApplication({ name }),
    find: findApplicationWithSecrets,
    end: async (id: ClientId) => deleteApplication(await makeOperator(), id, { confirmation: name }),
    ended: "not_found",
  },
  {
    kind: "api_client",
    keeper: apiClientKeeper,
    make: () => makeApiClient({ name }),
    find: findLiveClient,
    end: async (id: ClientId) => revokeApiClient(await makeOperator(), id),
    ended: "conflict",
  },
] as const;

describe.each(kinds)("P39: secrets of an $kind", ({ kind, keeper, make, find, end, ended }) => {
  const table = keeper.secrets;

  async function made() {
    const { id, secret } = await make();
    return { operator: await makeOperator(), id, secret: secret ?? "" };
  }

  /** As the provider asks. */
  const proves = async (id: string, secret: string) => verifySecret(table, (await find(id))?.secrets ?? [], secret);
  const lastUse = async (id: ClientId) => (await listSecrets(table, id))[0]?.lastUsedAt;

  test("are two at most, also for twenty who add one at the same moment", async () => {
    const { operator, id, secret } = await made();
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => addSecret(keeper, operator, id)));
    const [added, ...more] = all.filter((each) => each.status === "fulfilled");
    expect(more).toEqual([]);
    for (const each of all) if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "limit" });
    const second = added?.value ?? "";
    const hints = [second, secret].map((text) => text.slice(-4));
    expect((await listSecrets(table, id)).map(({ hint }) => hint)).toEqual(hints);
    expect([await proves(id, secret), await proves(id, second)]).toEqual([true, true]);
    await removeSecret(keeper, operator, id, sha256(secret));
    expect([await proves(id, secret), await proves(id, second)]).toEqual([false, true]);
    await removeSecret(keeper, operator, id, sha256(second));
    expect(await proves(id, second)).toBe(false);
    const events = await installation
      .select({ action: auditEvents.action, actorId: auditEvents.actorId, details: auditEvents.details })
      .from(auditEvents)
      .where(sql`coalesce(${auditEvents.details} ->> 'application', ${auditEvents.details} ->> 'client') = ${id}`)
      .orderBy(auditEvents.id);
    const event = (change: string, hint?: string) => ({
      action: `${kind}.${change}`,
      actorId: operator.actor.id,
      details: { [kind === "application" ? "application" : "client"]: id, name, hint },
    });
    const [newer, older] = hints;
    expect(events).toEqual([
      event("secret_added", newer),
      event("secret_removed", older),
      event("secret_removed", newer),
    ]);
    expect([secret, second].filter((text) => JSON.stringify(events).includes(text))).toEqual([]);
  });

  test("prove one client only, whole and as they are, and only then were used", async () => {
    const [{ id, secret }, other] = [await made(), await made()];
    const wrong = ["", " ", secret.slice(0, -1), `${secret}x`, ` ${secret}`, `${secret}\0`, secret.slice(4)];
    for (const text of [...wrong, secret.toLowerCase(), secret.toUpperCase(), sha256(secret)])
      expect([text, await proves(id, text)]).toEqual([text, false]);
    expect(await proves(other.id, secret)).toBe(false);
    for (const near of ["skc_1", id.slice(0, -1), `${id}1`, id.toUpperCase(), ` ${id}`, `${id}\0`])
      expect([near, await proves(near, secret)]).toEqual([near, false]);
    expect(await lastUse(id)).toBeNull();
    expect(await proves(id, secret)).toBe(true);
    expect(await lastUse(id)).toBeInstanceOf(Date);
  });

  test("of another client cannot be removed through one's own", async () => {
    const [{ operator, id }, other] = [await made(), await made()];
    for (const hash of [sha256(other.secret), "", "\0", "x"])
      await expect(removeSecret(keeper, operator, id, hash)).rejects.toMatchObject({ code: "not_found" });
    expect(await proves(other.id, other.secret)).toBe(true);
  });

  test("end with their client", async () => {
    const { operator, id, secret } = await made();
    await end(id);
    expect([await proves(id, secret), await listSecrets(table, id)]).toEqual([false, []]);
    const late = [addSecret(keeper, operator, id), removeSecret(keeper, operator, id, sha256(secret))];
    const refused = { status: "rejected", reason: { code: ended } };
    expect(await Promise.allSettled(late)).toMatchObject([refused, refused]);
  });

  test.each([
    [30, false],
    [90, true],
  ] as const)("that were used %i seconds ago are used now: that is written down: %s", async (seconds, written) => {
    const { id, secret } = await made();
    const lastUsedAt = sql`now() - make_interval(secs => ${seconds})`;
    await installation.update(table).set({ lastUsedAt }).where(eq(table.ownerId, id));
    const before = await lastUse(id);
    expect(await proves(id, secret)).toBe(true);
    expect((await lastUse(id))?.getTime() !== before?.getTime()).toBe(written);
  });

  test("say that they were used once, however many read the client before the first of them did", async () => {
    const { id, secret } = await made();
    const { secrets } = (await find(id)) ?? { secrets: [] };
    expect(await verifySecret(table, secrets, secret)).toBe(true);
    const first = await lastUse(id);
    expect(first).toBeInstanceOf(Date);
    expect(await verifySecret(table, secrets, secret)).toBe(true);
    expect(await lastUse(id)).toEqual(first);
  });
});
