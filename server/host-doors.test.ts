import { beforeEach, describe, expect, test } from "vitest";
import type { HostDoor } from "#lib/organizations/hosts/queries";
import { HostDoors } from "./host-doors.ts";

const ownHost = "foyer.example";
const orion = { host: "orion.foyer.example", label: "orion" };
const visitor = "203.0.113.9/32";
const hostname = { host: "auth.orion.com", label: null };

function doorOf(organizationId: string): HostDoor {
  return { brand: { organizationId, slug: "orion" }, open: true, moved: null } as HostDoor;
}

describe("whose door a host is", () => {
  let looks: { host: string; finish: (door: HostDoor | null) => void; fail: () => void }[];
  let listening: boolean;
  let doors: HostDoors;

  beforeEach(() => {
    looks = [];
    listening = true;
    doors = new HostDoors({
      look: ({ host }) =>
        new Promise((resolve, reject) => {
          looks.push({ host, finish: resolve, fail: () => reject(new Error("The database is gone.")) });
        }),
      listening: () => listening,
      ownHost,
    });
  });

  async function find(place: typeof orion | typeof hostname, door: HostDoor | null) {
    const before = looks.length;
    const found = doors.find(place, visitor);
    looks[before]?.finish(door);
    return found;
  }

  test("is looked up once, however many ask, and remembered", async () => {
    const asked = Promise.all([doors.find(orion, visitor), doors.find(orion, visitor)]);
    looks[0]?.finish(doorOf("org_1"));
    expect(await asked).toEqual([doorOf("org_1"), doorOf("org_1")]);
    expect(await doors.find(orion, visitor)).toEqual(doorOf("org_1"));
    expect(looks).toHaveLength(1);
  });

  test("is remembered also when it is nobody's", async () => {
    await find(orion, null);
    expect(await doors.find(orion, visitor)).toBeNull();
    expect(looks).toHaveLength(1);
  });

  test.each([["orion"], ["org_1"]])("is looked up again after a notice about %s", async (name) => {
    await find(orion, doorOf("org_1"));
    await find(hostname, doorOf("org_2"));
    doors.invalidate(name);
    expect(await find(orion, null)).toBeNull();
    expect(await doors.find(hostname, visitor)).toEqual(doorOf("org_2"));
    expect(looks).toHaveLength(3);
  });

  test("is looked up again after a notice about the hostname, or the organization it was the door of", async () => {
    for (const name of ["auth.orion.com", "org_2"]) {
      await find(hostname, doorOf("org_2"));
      doors.invalidate(name);
    }
    expect(await find(hostname, null)).toBeNull();
    doors.invalidate("auth.orion.com");
    expect(await find(hostname, doorOf("org_3"))).toEqual(doorOf("org_3"));
  });

  test("is not remembered when a notice came while it was looked up, nor told to who comes later", async () => {
    const early = doors.find(hostname, visitor);
    doors.invalidate("org_1");
    const late = doors.find(hostname, visitor);
    looks[1]?.finish(null);
    looks[0]?.finish(doorOf("org_1"));
    expect(await early).toEqual(doorOf("org_1"));
    expect(await late).toBeNull();
    expect(await doors.find(hostname, visitor)).toBeNull();
  });

  test("is not remembered while notices may be missed", async () => {
    listening = false;
    await find(orion, doorOf("org_1"));
    expect(await find(orion, null)).toBeNull();
    expect(looks).toHaveLength(2);
  });

  test("is forgotten after a gap", async () => {
    await find(orion, doorOf("org_1"));
    doors.clear();
    expect(await find(orion, null)).toBeNull();
  });

  test("is looked up again after a failure", async () => {
    const failing = doors.find(orion, visitor);
    looks[0]?.fail();
    await expect(failing).rejects.toThrow();
    expect(await find(orion, doorOf("org_1"))).toEqual(doorOf("org_1"));
  });

  test("is asked of the database for a few hosts at a time, in turn", async () => {
    const made = Array.from({ length: 10 }, (_, index) => ({ host: `h${index}.orion.com`, label: null }));
    const all = made.map((place) => doors.find(place, visitor));
    expect(looks.map(({ host }) => host)).toEqual(["h0.orion.com", "h1.orion.com", "h2.orion.com", "h3.orion.com"]);
    for (let index = 0; index < made.length; index++) {
      looks[index]?.finish(null);
      await all[index];
      await new Promise(setImmediate);
    }
    expect(looks.map(({ host }) => host)).toEqual(made.map(({ host }) => host));
    expect(await find(orion, doorOf("org_1"))).toEqual(doorOf("org_1"));
  });

  test("is asked for one who asks for one name before all that another makes up", async () => {
    const stranger = Array.from({ length: 68 }, (_, index) =>
      doors.find({ host: `made-up-${index}.com`, label: null }, "198.51.100.7/32"),
    );
    await expect(doors.find({ host: "made-up-68.com", label: null }, "198.51.100.7/32")).rejects.toMatchObject({
      code: "unavailable",
    });
    const found = doors.find(orion, visitor);
    for (let index = 0; index < 6; index++) {
      looks[index]?.finish(looks[index]?.host === orion.host ? doorOf("org_1") : null);
      await new Promise(setImmediate);
    }
    expect(await found).toEqual(doorOf("org_1"));
    for (let index = 6; index < 69; index++) {
      looks[index]?.finish(null);
      await new Promise(setImmediate);
    }
    expect(await Promise.all(stranger)).toEqual(stranger.map(() => null));
    // What was refused is not remembered as nobody's.
    expect(await find({ host: "made-up-68.com", label: null }, doorOf("org_2"))).toEqual(doorOf("org_2"));
  });

  test("is still known after a stranger made up more names than are kept", async () => {
    await find(orion, doorOf("org_1"));
    for (let index = 0; index < 20_100; index++) await find({ host: `n${index}.example.com`, label: null }, null);
    const before = looks.length;
    expect(await doors.find(orion, visitor)).toEqual(doorOf("org_1"));
    expect(looks).toHaveLength(before);
    // The first of them is forgotten.
    expect(await find({ host: "n0.example.com", label: null }, null)).toBeNull();
    expect(looks).toHaveLength(before + 1);
  });
});
