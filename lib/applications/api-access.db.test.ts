import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { applications } from "#db/schema/applications";
import { auditEvents } from "#db/schema/audit-events";
import { makeOperator } from "#db/testing/factories";
import { env } from "#lib/env";
import type { ApplicationId } from "#lib/ids";
import { createApplication, updateApplication } from "./mutations.ts";
import { findApplicationWithSecrets } from "./queries.ts";
import { type CreateApplication, createApplicationSchema } from "./schema.ts";

const typed = (overrides: Partial<CreateApplication> = {}): CreateApplication => ({
  ...createApplicationSchema.parse({ name: "Orion", kind: "web", firstParty: "yes", callbackUrls: "https://app.com/" }),
  ...overrides,
});

const eventsOf = (id: ApplicationId) =>
  installation
    .select({ details: auditEvents.details })
    .from(auditEvents)
    .where(sql`${auditEvents.details} ->> 'application' = ${id}`)
    .orderBy(auditEvents.id);

async function made(overrides: Partial<CreateApplication> = {}) {
  const operator = await makeOperator();
  return { operator, id: (await createApplication(operator, typed(overrides))).id };
}

describe("access to the API", () => {
  const apiScopes: CreateApplication["apiScopes"] = ["organizations:read", "users:write"];

  test("is none at first, then what it is given, and the log says what", async () => {
    const { operator, id } = await made();
    expect((await findApplicationWithSecrets(id))?.apiScopes).toEqual([]);
    await updateApplication(operator, id, { apiScopes });
    await updateApplication(operator, id, { apiScopes });
    expect((await findApplicationWithSecrets(id))?.apiScopes).toEqual(apiScopes);
    await updateApplication(operator, id, { apiScopes: [] });
    const given = await made({ apiScopes });
    expect((await findApplicationWithSecrets(given.id))?.apiScopes).toEqual(apiScopes);
    const details = [...(await eventsOf(id)).slice(1), ...(await eventsOf(given.id))].map((event) => event.details);
    expect(details).toMatchObject([
      { changed: "apiScopes", apiScopes: "organizations:read users:write" },
      { changed: "apiScopes", apiScopes: "" },
      { kind: "web", apiScopes: "organizations:read users:write" },
    ]);
  });

  test.each(["single_page", "native"] as const)("is nothing for kind %s, by rule and in the database", async (kind) => {
    const { operator, id } = await made({ kind });
    const refusal = { code: "invalid", fields: { apiScopes: expect.any(String) } };
    await expect(updateApplication(operator, id, { apiScopes })).rejects.toMatchObject(refusal);
    await expect(createApplication(operator, typed({ kind, apiScopes }))).rejects.toMatchObject(refusal);
    await updateApplication(operator, id, { apiScopes: [] });
    const past = installation.update(applications).set({ apiScopes }).where(eq(applications.id, id));
    await expect(past).rejects.toMatchObject({ cause: { constraint: "applications_api_scopes_check" } });
  });
});

test("no application has the audience of the API", async () => {
  const { operator, id } = await made();
  const audience = `${env.APP_URL}/api/v1`;
  const refusal = { code: "invalid", fields: { audience: expect.any(String) } };
  await expect(createApplication(operator, typed({ audience }))).rejects.toMatchObject(refusal);
  await expect(updateApplication(operator, id, { audience })).rejects.toMatchObject(refusal);
  expect((await findApplicationWithSecrets(id))?.audience).toBeNull();
});
