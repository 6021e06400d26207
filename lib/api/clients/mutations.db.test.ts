import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { apiClients } from "#db/schema/api-clients";
import { auditEvents } from "#db/schema/audit-events";
import { makeApiClient, makeOperator } from "#db/testing/factories";
import type { ApiClientId } from "#lib/ids";
import { sha256 } from "#lib/secrets";
import { createApiClient, noteUse, revokeApiClient, updateApiClient, verifyClientSecret } from "./mutations.ts";
import { findLiveClient, listApiClients, readApiClient } from "./queries.ts";
import type { Scope } from "./rules.ts";

const typed = { name: "Back office", scopes: ["organizations:read", "users:write"] as Scope[] };

async function made(overrides: Partial<typeof typed> = {}) {
  const operator = await makeOperator();
  const { id, secret } = await createApiClient(operator, { ...typed, ...overrides });
  return { operator, id, secret: secret ?? "" };
}

const eventsOf = (id: ApiClientId) =>
  installation
    .select({ action: auditEvents.action, actorId: auditEvents.actorId, details: auditEvents.details })
    .from(auditEvents)
    .where(sql`${auditEvents.details} ->> 'client' = ${id}`)
    .orderBy(auditEvents.id);

/** As the provider asks. */
async function proves(id: string, secret: string): Promise<boolean> {
  const client = await findLiveClient(id);
  return client !== null && verifyClientSecret(client, secret);
}

describe("creating", () => {
  test("stores what was typed and one secret, of which only its hash is kept", async () => {
    const { operator, id, secret } = await made();
    expect(id).toMatch(/^skc_\d{17,19}$/);
    expect(secret).toMatch(/^sks_[A-Za-z0-9_-]{43}$/);
    expect(await readApiClient(operator, id)).toEqual({
      client: { id, ...typed, createdAt: expect.any(Date), lastUsedAt: null, revokedAt: null },
      secrets: [{ hash: sha256(secret), hint: secret.slice(-4), createdAt: expect.any(Date), lastUsedAt: null }],
    });
    expect(await findLiveClient(id)).toEqual({
      id,
      ...typed,
      secrets: [{ hash: sha256(secret), noted: false }],
      noted: false,
    });
    expect(await eventsOf(id)).toEqual([
      {
        action: "api_client.created",
        actorId: operator.actor.id,
        details: { client: id, name: "Back office", scopes: "organizations:read users:write" },
      },
    ]);
  });
});

describe("changing", () => {
  test("changes what it names and nothing else, says which, and is silent about nothing", async () => {
    const { operator, id } = await made();
    await updateApiClient(operator, id, { name: "Billing" });
    await updateApiClient(operator, id, { scopes: ["roles:read"] });
    await updateApiClient(operator, id, { name: "Billing", scopes: ["roles:read"] });
    expect(await findLiveClient(id)).toMatchObject({ name: "Billing", scopes: ["roles:read"] });
    expect((await eventsOf(id)).slice(1).map(({ details }) => details)).toEqual([
      { client: id, name: "Billing", changed: "name" },
      { client: id, name: "Billing", changed: "scopes", scopes: "roles:read" },
    ]);
  });

  test("a scope that is none any more allows nothing", async () => {
    const { id } = await makeApiClient({ scopes: ["organizations:read", "organizations:own", "__proto__"] });
    expect((await findLiveClient(id))?.scopes).toEqual(["organizations:read"]);
    expect((await readApiClient(await makeOperator(), id))?.client.scopes).toEqual(["organizations:read"]);
  });
});

describe("the last use", () => {
  test("is when a secret was good", async () => {
    const { operator, id, secret } = await made();
    await proves(id, `${secret}x`);
    expect((await readApiClient(operator, id))?.client.lastUsedAt).toBeNull();
    await proves(id, secret);
    expect((await readApiClient(operator, id))?.client.lastUsedAt).toBeInstanceOf(Date);
  });

  test.each([
    [30, false],
    [90, true],
  ] as const)("%i seconds ago is written down anew: %s", async (seconds, written) => {
    const { operator, id, secret } = await made();
    const lastUsedAt = sql`now() - make_interval(secs => ${seconds})`;
    await installation.update(apiClients).set({ lastUsedAt }).where(eq(apiClients.id, id));
    const before = await readApiClient(operator, id);
    await proves(id, secret);
    const after = await readApiClient(operator, id);
    expect(after?.client.lastUsedAt?.getTime() !== before?.client.lastUsedAt?.getTime()).toBe(written);
  });

  test("is written once, however many read the client before the first of them did", async () => {
    const { operator, id } = await made();
    const client = await findLiveClient(id);
    if (!client) throw new Error("The client is gone.");
    await noteUse(client);
    const first = (await readApiClient(operator, id))?.client.lastUsedAt;
    expect(first).toBeInstanceOf(Date);
    await noteUse(client);
    expect((await readApiClient(operator, id))?.client.lastUsedAt).toEqual(first);
    expect((await findLiveClient(id))?.noted).toBe(true);
  });
});

test("a revoked client is there for operators to see and for nothing else, and stays so", async () => {
  const { operator, id, secret } = await made();
  await revokeApiClient(operator, id);
  expect([await findLiveClient(id), await proves(id, secret)]).toEqual([null, false]);
  const view = await readApiClient(operator, id);
  expect(view).toMatchObject({ client: { id, ...typed, revokedAt: expect.any(Date) }, secrets: [] });
  const late = [revokeApiClient(operator, id), updateApiClient(operator, id, { name: "Alive" })];
  for (const each of await Promise.allSettled(late))
    expect(each).toMatchObject({ status: "rejected", reason: { code: "conflict" } });
  expect((await eventsOf(id)).map(({ action }) => action)).toEqual(["api_client.created", "api_client.revoked"]);
});

describe("reading", () => {
  test("lists them newest first, a page at a time, and keeps its place", async () => {
    const operator = await makeOperator();
    const ids: ApiClientId[] = [];
    for (let count = 0; count < 5; count++) ids.unshift((await createApiClient(operator, typed)).id);
    const first = await listApiClients(operator, { limit: 2 });
    await createApiClient(operator, typed);
    const second = await listApiClients(operator, { limit: 2, after: first.next });
    const third = await listApiClients(operator, { limit: 2, after: second.next });
    const seen = [first, second, third].flatMap(({ clients }) => clients.map(({ id }) => id));
    expect(seen.slice(0, 5)).toEqual(ids);
    const end = await listApiClients(operator, { after: "2001-01-01T00:00:00.000000~skc_1" });
    expect(end).toEqual({ clients: [], next: null });
  });

  test.each(["", "skc_1", "skc_\0", "\ud800", "__proto__"])("finds nothing by %j", async (id) => {
    expect(await findLiveClient(id)).toBeNull();
    expect(await readApiClient(await makeOperator(), id)).toBeNull();
    await expect(revokeApiClient(await makeOperator(), id as ApiClientId)).rejects.toMatchObject({ code: "not_found" });
  });
});
