import { eq, sql } from "drizzle-orm";
import { afterAll, describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { apiClients } from "#db/schema/api-clients";
import { applications } from "#db/schema/applications";
import { auditEvents } from "#db/schema/audit-events";
import { webhookEndpoints } from "#db/schema/webhook-endpoints";
import { makeOperator } from "#db/testing/factories";
import { createApiClient } from "#lib/api/clients/mutations";
import { createApplication } from "#lib/applications/mutations";
import { createApplicationSchema } from "#lib/applications/schema";
import type { InstallationContext } from "#lib/auth/context";
import { createEndpoint } from "#lib/webhooks/mutations";
import type { CreationKey } from "./creation-key.ts";

type Form = Required<CreationKey> & { name: string };

const application = createApplicationSchema.parse({ name: "x", kind: "web", firstParty: "yes", callbackUrls: "" });

const kinds = [
  {
    action: "application.created",
    table: applications,
    create: (context: InstallationContext, form: Form) => createApplication(context, { ...application, ...form }),
  },
  {
    action: "api_client.created",
    table: apiClients,
    create: (context: InstallationContext, form: Form) => createApiClient(context, { ...form, scopes: ["users:read"] }),
  },
  {
    action: "webhook.created",
    table: webhookEndpoints,
    create: (context: InstallationContext, { name, creationKey }: Form) =>
      createEndpoint(context, { creationKey, url: `https://${name}.com/`, description: "", eventTypes: [] }),
  },
] as const;

// Every event of this database would be for them.
afterAll(() => installation.delete(webhookEndpoints));

describe.each(kinds)("$action", ({ action, table, create }) => {
  test("once when the same form is sent six times at once, and again when it was renamed in between", async () => {
    const operator = await makeOperator();
    const form = { name: "orion", creationKey: `key ${Date.now()}` };
    const answers = await Promise.all(Array.from({ length: 6 }, () => create(operator, form)));
    const [{ id } = { id: "skc_0" }] = answers;
    expect(answers.map((answer) => answer.id)).toEqual(Array(6).fill(id));
    expect(answers.filter(({ secret }) => secret !== null)).toHaveLength(1);
    const { actor } = operator;
    const events = await installation
      .select({ details: sql<string>`${auditEvents.details}::text` })
      .from(auditEvents)
      .where(sql`${auditEvents.action} = ${action} and ${auditEvents.actorId} = ${actor.id}`);
    expect(events.map(({ details }) => details.includes(id))).toEqual([true]);

    const others = [
      await create(operator, { ...form, name: "lyra" }),
      await create(operator, { ...form, creationKey: `${form.creationKey} too` }),
      await create(await makeOperator(), form),
      await create(operator, { ...form, creationKey: null }),
      await create(operator, { ...form, creationKey: null }),
    ];
    expect(new Set([id, ...others.map((other) => other.id)]).size).toBe(6);
    await installation.delete(table).where(eq(sql`id`, id));
    expect((await create(operator, form)).secret).not.toBeNull();
  });
});
