import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { makeDomain, makeOperator, makeOrganization } from "#db/testing/factories";
import { addSecret } from "#lib/client-secrets/mutations";
import type { ApplicationId } from "#lib/ids";
import { sha256 } from "#lib/secrets";
import { applicationKeeper, createApplication, deleteApplication, updateApplication } from "./mutations.ts";
import { findApplicationWithSecrets, listApplications, readApplication } from "./queries.ts";
import { findRedirectOrganization } from "./redirects/queries.ts";
import { type CreateApplication, createApplicationSchema } from "./schema.ts";

const typed = (overrides: Partial<CreateApplication> = {}): CreateApplication => ({
  ...createApplicationSchema.parse({
    name: "Orion Analytics",
    kind: "web",
    firstParty: "yes",
    callbackUrls: "https://app.com/callback\nhttps://{{org_slug}}.app.com/callback",
  }),
  ...overrides,
});

const eventsOf = (id: ApplicationId) =>
  installation
    .select({
      action: auditEvents.action,
      kind: auditEvents.actorKind,
      actorId: auditEvents.actorId,
      organizationId: auditEvents.organizationId,
      details: auditEvents.details,
    })
    .from(auditEvents)
    .where(sql`${auditEvents.details} ->> 'application' = ${id}`)
    .orderBy(auditEvents.id);

async function made(overrides: Partial<CreateApplication> = {}) {
  const operator = await makeOperator();
  const { id, secret } = await createApplication(operator, typed(overrides));
  return { operator, id, secret: secret ?? "" };
}

describe("creating", () => {
  test("stores what was typed and one secret, of which only its hash is kept", async () => {
    const { operator, id, secret } = await made();
    expect(id).toMatch(/^skc_\d{17,19}$/);
    expect(secret).toMatch(/^sks_[A-Za-z0-9_-]{43}$/);
    const view = await readApplication(operator, id);
    expect(view?.application).toEqual({ id, createdAt: expect.any(Date), ...typed() });
    expect(view?.secrets).toEqual([
      { hash: sha256(secret), hint: secret.slice(-4), createdAt: expect.any(Date), lastUsedAt: null },
    ]);
    expect(await findApplicationWithSecrets(id)).toEqual({
      ...view?.application,
      secrets: [{ hash: sha256(secret), noted: false }],
    });
    expect(await eventsOf(id)).toEqual([
      {
        action: "application.created",
        kind: "operator",
        actorId: operator.actor.id,
        organizationId: null,
        details: { application: id, name: "Orion Analytics", kind: "web" },
      },
    ]);
  });

  test.each(["single_page", "native"] as const)("of kind %s makes no secret, then or later", async (kind) => {
    const { operator, id, secret } = await made({ kind });
    expect(secret).toBe("");
    await expect(addSecret(applicationKeeper, operator, id)).rejects.toMatchObject({ code: "invalid" });
    expect((await findApplicationWithSecrets(id))?.secrets).toEqual([]);
  });
});

describe("changing", () => {
  test("changes what it names and nothing else, and says which", async () => {
    const { operator, id } = await made();
    await updateApplication(operator, id, { callbackUrls: ["https://b.com"], initiateLoginUrl: "https://b.com/go" });
    await updateApplication(operator, id, { name: "Lyra", firstParty: false, accessTokenSeconds: 900 });
    const changes = { callbackUrls: ["https://b.com"], initiateLoginUrl: "https://b.com/go", name: "Lyra" };
    expect(await findApplicationWithSecrets(id)).toMatchObject({
      ...typed(),
      ...changes,
      firstParty: false,
      accessTokenSeconds: 900,
    });
    expect((await eventsOf(id)).slice(1).map(({ details }) => details)).toEqual([
      { application: id, name: "Orion Analytics", changed: "callbackUrls, initiateLoginUrl" },
      { application: id, name: "Lyra", changed: "name, firstParty, accessTokenSeconds" },
    ]);
  });

  test("to what it is already leaves no trace", async () => {
    const { operator, id } = await made();
    const { kind: _, ...same } = typed();
    await updateApplication(operator, id, same);
    expect(await eventsOf(id)).toHaveLength(1);
  });
});

describe("deleting", () => {
  test("asks for the name", async () => {
    const { operator, id } = await made();
    for (const confirmation of ["", "orion analytics", "Orion", id]) {
      const refused = deleteApplication(operator, id, { confirmation });
      await expect(refused).rejects.toMatchObject({ code: "invalid", fields: { confirmation: expect.any(String) } });
    }
    await deleteApplication(operator, id, { confirmation: " Orion  Analytics " });
    expect(await findApplicationWithSecrets(id)).toBeNull();
    expect((await eventsOf(id)).map(({ action }) => action)).toEqual(["application.created", "application.deleted"]);
    const gone = [
      deleteApplication(operator, id, { confirmation: "Orion Analytics" }),
      updateApplication(operator, id, { name: "Lyra" }),
    ];
    for (const each of await Promise.allSettled(gone))
      expect(each).toMatchObject({ status: "rejected", reason: { code: "not_found" } });
  });
});

describe("reading", () => {
  test("lists them newest first, a page at a time, and keeps its place", async () => {
    const operator = await makeOperator();
    const ids: ApplicationId[] = [];
    for (let count = 0; count < 5; count++) ids.unshift((await createApplication(operator, typed())).id);
    const first = await listApplications(operator, { limit: 2 });
    await createApplication(operator, typed());
    const second = await listApplications(operator, { limit: 2, after: first.next });
    const third = await listApplications(operator, { limit: 2, after: second.next });
    const seen = [first, second, third].flatMap((page) => page.applications.map(({ id }) => id));
    expect(seen.slice(0, 5)).toEqual(ids);
    expect((await listApplications(operator, { after: "nonsense" })).applications.length).toBeGreaterThan(5);
    const end = await listApplications(operator, { after: "2001-01-01T00:00:00.000000~skc_1" });
    expect(end).toEqual({ applications: [], next: null });
  });

  test.each(["", "skc_1", "skc_\0", "\ud800", "__proto__"])("finds nothing by %j", async (id) => {
    expect(await findApplicationWithSecrets(id)).toBeNull();
    expect(await readApplication(await makeOperator(), id)).toBeNull();
  });
});

test("what fills placeholders is read in one go: the live address, and domains that are verified", async () => {
  const mark = `${process.pid}-${Date.now().toString(36)}`;
  const { id, slug } = await makeOrganization({ externalId: `acct_${mark}`, metadata: { plan: "gold" } });
  expect(await findRedirectOrganization(id)).toEqual({
    id,
    slug,
    externalId: `acct_${mark}`,
    metadata: { plan: "gold" },
    verifiedDomains: [],
  });
  await makeDomain(id, `orion-${mark}.com`);
  await makeDomain(id, `pending-${mark}.com`, { status: "pending" });
  await makeDomain(id, `lost-${mark}.com`, { status: "failed" });
  expect((await findRedirectOrganization(id))?.verifiedDomains).toEqual([`orion-${mark}.com`]);
  const bare = await makeOrganization({ slug: null });
  expect(await findRedirectOrganization(bare.id)).toMatchObject({ slug: null, externalId: null, metadata: {} });
  const gone = await makeOrganization({ deletedAt: new Date() });
  expect([await findRedirectOrganization(gone.id), await findRedirectOrganization("org_1")]).toEqual([null, null]);
});
