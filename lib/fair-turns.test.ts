import { describe, expect, test } from "vitest";
import { AppError } from "./errors.ts";
import { FairTurns } from "./fair-turns.ts";

function setUp({ atOnce = 1, waitingEach = 3, waitingInAll = 5 } = {}) {
  const turns = new FairTurns({ atOnce, waitingEach, waitingInAll, refusal });
  const started: string[] = [];
  const ends: ((failure?: Error) => void)[] = [];
  const take = (client: string, what: string) =>
    turns.take(client, () => {
      started.push(what);
      return new Promise<string>((resolve, reject) =>
        ends.push((failure) => (failure ? reject(failure) : resolve(what))),
      );
    });
  /** Ends what started first, and lets the next begin. */
  const end = async (failure?: Error) => {
    ends.shift()?.(failure);
    await new Promise(setImmediate);
  };
  return { take, end, started };
}

const refusal = () => new AppError("unavailable", "Try again.");
const refused = { code: "unavailable", message: "Try again." };

describe("turns", () => {
  test("go to each client that waits, however many another asked for before", async () => {
    const { take, end, started } = setUp();
    const all = ["a1", "a2", "a3", "a4"].map((what) => take("a", what));
    all.push(take("b", "b1"), take("c", "c1"));
    for (const _ of all) await end();
    expect(await Promise.all(all)).toHaveLength(6);
    expect(started).toEqual(["a1", "a2", "b1", "c1", "a3", "a4"]);
  });

  test("are as many at one time as was said, and one that fails is passed on too", async () => {
    const { take, end, started } = setUp({ atOnce: 2 });
    const first = take("a", "a1").catch((error: Error) => error.message);
    const others = ["a2", "a3", "a4"].map((what) => take("a", what));
    expect(started).toEqual(["a1", "a2"]);
    await end(new Error("failed"));
    expect(await first).toBe("failed");
    expect(started).toEqual(["a1", "a2", "a3"]);
    for (const _ of others) await end();
    await Promise.all(others);
    // All are free again.
    void take("a", "a5");
    void take("a", "a6");
    expect(started.slice(-2)).toEqual(["a5", "a6"]);
  });

  test("are refused to whoever waits for too many, and to nobody else", async () => {
    const { take, end } = setUp();
    const all = ["a1", "a2", "a3", "a4"].map((what) => take("a", what));
    await expect(take("a", "a5")).rejects.toMatchObject(refused);
    all.push(take("b", "b1"));
    for (const _ of all) await end();
    await Promise.all(all);
    // Room again.
    void take("a", "a6");
    void take("a", "a7");
  });

  test("are refused to everyone when all together wait for too many", async () => {
    const { take } = setUp();
    for (const client of ["a", "b", "c", "d", "e", "f"]) void take(client, client);
    await expect(take("g", "g")).rejects.toMatchObject(refused);
  });
});
