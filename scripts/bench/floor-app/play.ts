import { freshNumbers } from "#scripts/bench/people";
import { type Operation, Replay } from "#scripts/bench/replay";

// On globalThis, because Next bundles this file into each route, and the numbers must not start again.
const holder = globalThis as typeof globalThis & { floorReplay?: Replay };

/** Made at the first request: `next build` has no recording. */
export function play(operation: Operation, actor: number | null = null) {
  holder.floorReplay ??= new Replay(freshNumbers("next floor"));
  return holder.floorReplay.run(operation, actor);
}
