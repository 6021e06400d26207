import { expect, test } from "@playwright/test";
import { recordAction, replay, transports } from "./support/actions.ts";
import { Client } from "./support/client.ts";
import { rows } from "./support/database.ts";
import { mark } from "./support/operator.ts";
import { enterAs, signInOperator } from "./support/people.ts";

/** Forms whose answer shows a secret: what is typed, what it is found by, and how the secret begins. */
const forms = [
  {
    one: "application",
    page: "/admin/applications",
    typed: (name: string) => ({ name, kind: "web", firstParty: "yes" }),
    find: "select id from applications where name = $1",
    secret: "sks_",
  },
  {
    one: "API client",
    page: "/admin/api-clients",
    typed: (name: string) => ({ name, "users:read": "on" }),
    find: "select id from api_clients where name = $1",
    secret: "sks_",
  },
  {
    one: "endpoint",
    page: "/admin/webhooks",
    typed: (name: string) => ({ url: `https://${name}.orion-cdn.com/`, "event:organization.purged": "on" }),
    find: "select id from webhook_endpoints where url = 'https://' || $1 || '.orion-cdn.com/'",
    secret: "whsec_",
  },
];

for (const { one, page, typed, find, secret } of forms)
  for (const transport of transports) {
    test(`an operator who sends the form twice by ${transport} has one ${one}, and is led to it`, async () => {
      const [name, operator] = [`ledger-${mark()}`, new Client()];
      enterAs(operator, await signInOperator());
      const form = recordAction(`${page}/new`, (await operator.get(`${page}/new`)).body, "creationKey");
      const sent = { ...form, fields: { ...form.fields, ...typed(name) } };
      expect((await replay(operator, sent, transport)).body).toContain(secret);
      const again = await replay(operator, sent, transport);
      const [made, ...more] = await rows<{ id: string }>(find, [name]);
      expect(more).toEqual([]);
      expect(again.body).not.toContain(secret);
      const onward = again.location?.pathname ?? String(again.headers["x-action-redirect"]);
      expect(onward).toContain(`${page}/${made?.id}`);
    });
  }
