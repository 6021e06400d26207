import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { Explained } from "#scripts/explain";
import type { Stage } from "./stage.ts";
import { request, Wire } from "./wire.ts";

const changes = 12;
const patience = 5_000;

/** Milliseconds from the commit of a changed name until each of two processes showed it, change by change. */
export async function measureBrandChange({ ports, seats, url }: Stage): Promise<number[]> {
  const client = new pg.Client({ connectionString: url });
  // A benchmark that is stopped takes the server away from under it.
  client.on("error", () => {});
  await client.connect();
  const seen: number[] = [];
  try {
    for (let change = 0; change < changes; change += 1) {
      const seat = seats[change % seats.length];
      if (!seat) break;
      const doors = [ports.foyer, ports.second].map((port) => openDoor(port, seat.slug));
      const name = `Orion renamed ${change}`;
      // Twice, so that both have the old page in memory.
      for (const door of [...doors, ...doors]) await door.shows("Orion");
      await client.query("update organizations set display_name = $1 where id = $2", [name, seat.organization]);
      const start = performance.now();
      seen.push(...(await Promise.all(doors.map((door) => until(() => door.shows(name), start)))));
      for (const door of doors) door.close();
    }
  } finally {
    await client.end();
  }
  return seen;
}

function openDoor(port: number, slug: string) {
  const wire = new Wire(port, { keepBodies: true });
  const text = request({ port, path: `/login/${slug}`, plain: true });
  return {
    shows: async (name: string) => (await wire.send(text)).body.includes(name),
    close: () => wire.close(),
  };
}

async function until(shown: () => Promise<boolean>, start: number): Promise<number> {
  while (!(await shown())) {
    if (performance.now() - start > patience)
      throw new Explained("A changed brand was still not shown after five seconds.");
    await sleep(2);
  }
  return performance.now() - start;
}
