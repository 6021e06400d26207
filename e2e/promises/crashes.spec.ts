import { expect, test } from "@playwright/test";
import { Client } from "../support/client.ts";
import { createDatabase, halfMade, householdOf, nothingHalfMade } from "../support/database.ts";
import { type FoyerProcess, startFoyer } from "../support/foyer-process.ts";
import { letIn, signInByProvider, throughProvider } from "../support/front-door.ts";
import { claimsFor, freshPerson } from "../support/people.ts";

/** lib/provisioning/crash.db.test.ts kills the transaction at every statement; here the whole server dies, a few times. */
test.describe("P02: kill -9 of the server during first sign-ins", () => {
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let server: FoyerProcess;

  test.beforeAll(async () => {
    database = await createDatabase();
    server = await startFoyer({ DATABASE_URL: database.url });
  });

  test.afterAll(async () => {
    await server.stop();
    await database.drop();
  });

  for (const round of [1, 2, 3]) {
    test(`leaves nothing half-made, and the next sign-in of everyone succeeds (${round})`, async () => {
      const people = Array.from({ length: 12 }, () => freshPerson());
      const browsers = people.map(() => new Client({ baseUrl: server.url }));
      const callbacks = await Promise.all(
        people.map((person, index) => throughProvider(browsers[index] ?? new Client(), claimsFor(person))),
      );
      await Promise.all(browsers.map((browser) => browser.warm()));
      const answers = browsers.map((browser, index) => browser.get(callbacks[index] ?? "").catch(() => null));
      const moment = Math.floor(Math.random() * 400);
      await Promise.all([new Promise((resolve) => setTimeout(resolve, moment)).then(() => server.kill()), ...answers]);
      const acknowledged = await Promise.all(answers);

      server = await startFoyer({ DATABASE_URL: database.url, PORT: String(server.port) });
      expect(await halfMade(database.url)).toEqual(nothingHalfMade);
      for (const [index, person] of people.entries()) {
        const answer = acknowledged[index];
        if (answer && letIn(answer)) {
          const before = await householdOf(person.email, database.url);
          expect([moment, before.organizations]).toEqual([moment, 1]);
        }
        const again = new Client({ baseUrl: server.url });
        expect([moment, letIn(await signInByProvider(again, claimsFor(person)))]).toEqual([moment, true]);
        expect(await householdOf(person.email, database.url)).toEqual({
          users: 1,
          accounts: 1,
          organizations: 1,
          admins: 1,
          slugs: 1,
        });
      }
      expect(await halfMade(database.url)).toEqual(nothingHalfMade);
    });
  }
});
