import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { organization } from "./rooms/organization.ts";
import { outside } from "./rooms/outside.ts";
import { person } from "./rooms/person.ts";
import { expect, expectAccessible, expectToFit, test } from "./support/browser.ts";
import { enter } from "./support/people.ts";
import type { Rooms } from "./support/rooms.ts";
import { buildScenery, type Scenery } from "./support/scenery.ts";

const rooms: Rooms = { ...outside, ...person, ...organization };

test.describe.configure({ mode: "parallel" });

const themes = ["light", "dark"] as const;
const widths = [1280, 360] as const;
const pictures = fileURLToPath(new URL("../test-results/screenshots/", import.meta.url));

let scenery: Scenery;
test.beforeAll(async () => {
  scenery = await buildScenery(process.env.E2E_MARK);
});

/** The page about something that went wrong says so in the console too. */
test.use({ tolerated: /status of 500|Minified React error #441/ });

for (const [name, room] of Object.entries(rooms)) {
  for (const theme of themes) {
    test(`${name} is open to everyone and fits, ${theme}`, async ({ page, context }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      if (room.as) await enter(context, { token: scenery[room.as] });
      for (const width of widths) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(room.path(scenery));
        await room.act?.(page, scenery);
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: join(pictures, `${name}-${theme}-${width}.png`) });
        await expectToFit(page);
        await expectAccessible(page);
      }
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
