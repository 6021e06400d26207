import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { apiClients } from "./rooms/api-clients.ts";
import { operator } from "./rooms/operator.ts";
import { organization } from "./rooms/organization.ts";
import { outside } from "./rooms/outside.ts";
import { person } from "./rooms/person.ts";
import { portal } from "./rooms/portal.ts";
import { provider } from "./rooms/provider.ts";
import { webhooks } from "./rooms/webhooks.ts";
import { expect, test } from "./support/browser.ts";
import { look, themes } from "./support/looks.ts";
import { enter } from "./support/people.ts";
import type { Rooms } from "./support/rooms.ts";
import { buildScenery, type Scenery } from "./support/scenery.ts";

const rooms: Rooms = {
  ...outside,
  ...person,
  ...organization,
  ...operator,
  ...apiClients,
  ...provider,
  ...portal,
  ...webhooks,
};

test.describe.configure({ mode: "parallel" });

let scenery: Scenery;
test.beforeAll(async () => {
  scenery = await buildScenery(process.env.E2E_MARK);
});

/** The page about something that went wrong says so in the console too. */
test.use({ tolerated: /status of 500|Minified React error #441/ });

for (const [name, room] of Object.entries(rooms)) {
  for (const theme of themes) {
    test(`${name} is open to everyone and fits, ${theme}`, async ({ page, context }) => {
      if (room.as) await enter(context, { token: scenery[room.as] });
      await look(page, name, theme, async () => {
        await page.goto(room.path(scenery));
        await room.act?.(page, scenery);
      });
    });
  }
}

test("every page of the house is looked at", () => {
  const drawn = readdirSync(fileURLToPath(new URL("../app", import.meta.url)), { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /(^|\/)(page|error|not-found)\.tsx$/.test(file));
  const looked = new Set(Object.values(rooms).map(({ file }) => file));
  expect(drawn.filter((file) => !looked.has(file))).toEqual([]);
});
