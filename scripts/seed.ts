import { parseArgs } from "node:util";
import { seedOrganizations } from "#db/seed-organizations";
import { prepareSchema } from "./database.ts";
import { Explained, run } from "./explain.ts";
import { withDatabase } from "./with-database.ts";

// `npm run seed`: people and organizations to look at. `-- --organizations 1000000` puts that many others beside them, into an
// empty database only; on another machine it wants `--yes` too.

const most = 10_000_000;

await run(async () => {
  const { values } = parseArgs({
    options: { organizations: { type: "string", default: "0" }, yes: { type: "boolean", default: false } },
  });
  const count = Number(values.organizations);
  if (!Number.isInteger(count) || count < 0 || count > most) {
    throw new Explained(`--organizations takes a whole number up to ${most.toLocaleString("en")}.`);
  }
  await withDatabase("seed", async (url) => {
    if (count > 0) assertMeant(url, count, values.yes);
    await prepareSchema(url);
    if (count > 0) await seedMany(url, count);
    await import("#db/seed");
  });
});
process.exit(0);

function assertMeant(url: string, count: number, agreed: boolean): void {
  const { hostname } = new URL(url);
  if (agreed || ["127.0.0.1", "localhost", "[::1]"].includes(hostname)) return;
  throw new Explained(
    `This adds ${count.toLocaleString("en")} organizations to the database on ${hostname}: if you mean it, add --yes.`,
  );
}

async function seedMany(url: string, count: number): Promise<void> {
  const started = Date.now();
  try {
    await seedOrganizations(url, count);
  } catch (error) {
    if (!(error instanceof Error && /is not empty/.test(error.message))) throw error;
    throw new Explained(`${error.message} npm run db:reset -- --yes empties it.`);
  }
  const seconds = Math.round((Date.now() - started) / 1_000);
  process.stdout.write(`Made ${count.toLocaleString("en")} organizations in ${seconds} s.\n`);
}
