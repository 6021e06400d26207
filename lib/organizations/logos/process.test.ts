import { spawn } from "node:child_process";
import { once } from "node:events";
import sharp from "sharp";
import { expect, test, vi } from "vitest";
import { createLogoReader } from "#lib/organizations/logos/process";
import { logoMessages } from "#lib/organizations/logos/rules";

/** The worker as a process: it may die, hang or be late, and the server goes on. */

const picture = await sharp({ create: { width: 40, height: 20, channels: 3, background: "#e11d48" } })
  .png()
  .toBuffer();
const slow = Buffer.from(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50"><filter id="f">${`<feTurbulence numOctaves="255"/>`.repeat(200)}</filter><rect width="100" height="50" filter="url(#f)"/></svg>`,
);

const alive = (pid: number | undefined) => {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const refused = (reason: keyof typeof logoMessages) => ({ fields: { logo: logoMessages[reason] } });

test("one worker reads one picture after the other", async () => {
  const reader = createLogoReader();
  expect(reader.pid()).toBeUndefined();
  const first = await reader.read(picture);
  const pid = reader.pid();
  expect(alive(pid)).toBe(true);
  expect(await Promise.all([reader.read(picture), reader.read(picture)])).toEqual([first, first]);
  expect(reader.pid()).toBe(pid);
});

test("a refusal by the first bytes starts no worker", async () => {
  const reader = createLogoReader();
  await expect(reader.read(Buffer.from("text"))).rejects.toMatchObject(refused("type"));
  expect(reader.pid()).toBeUndefined();
});

test("a damaged picture leaves the worker in place", async () => {
  const reader = createLogoReader();
  await expect(reader.read(picture.subarray(0, 60))).rejects.toMatchObject(refused("broken"));
  expect(alive(reader.pid())).toBe(true);
  expect(await reader.read(picture)).toMatchObject({ width: 40 });
});

test("what takes too long is stopped, and those who wait are served", async () => {
  const reader = createLogoReader({ svgMs: 100 });
  await reader.read(picture);
  const pid = reader.pid();
  const [late, next] = await Promise.allSettled([reader.read(slow), reader.read(picture)]);
  expect(late).toMatchObject({ status: "rejected", reason: refused("heavy") });
  expect(next).toMatchObject({ status: "fulfilled", value: { width: 40 } });
  expect(alive(pid)).toBe(false);
  expect(reader.pid()).not.toBe(pid);
});

test("a worker that dies in the middle is an error of that picture only", async () => {
  const reader = createLogoReader();
  await reader.read(picture);
  const reading = reader.read(slow);
  process.kill(reader.pid() ?? Number.NaN, "SIGKILL");
  await expect(reading).rejects.toMatchObject(refused("heavy"));
  expect(await reader.read(picture)).toMatchObject({ width: 40 });
});

test("a worker that died at rest is replaced", async () => {
  const reader = createLogoReader();
  await reader.read(picture);
  process.kill(reader.pid() ?? Number.NaN, "SIGKILL");
  await vi.waitFor(() => expect(reader.pid()).toBeUndefined());
  expect(await reader.read(picture)).toMatchObject({ width: 40 });
});

test("a worker that does not start is a defect, not the picture's fault", async () => {
  const reader = createLogoReader({ startMs: 1 });
  await expect(reader.read(picture)).rejects.toThrow("The process that reads logos does not start.");
});

test("no more than a few may wait, of one person or of all", async () => {
  const reader = createLogoReader({ waitingEach: 1, waitingInAll: 2 });
  const whose = ["ada", "ada", "ada", "eva", "ida"];
  const answers = await Promise.allSettled(whose.map((person) => reader.read(picture, person)));
  expect(answers.map(({ status }) => status === "fulfilled")).toEqual([true, true, false, true, false]);
  for (const at of [2, 4]) expect(answers[at]).toMatchObject({ reason: { code: "unavailable", ...refused("busy") } });
  expect(await reader.read(picture)).toMatchObject({ width: 40 });
});

test("an idle worker ends", async () => {
  const reader = createLogoReader({ idleMs: 20 });
  await reader.read(picture);
  const pid = reader.pid();
  await vi.waitFor(() => expect(alive(pid)).toBe(false));
  expect(reader.pid()).toBeUndefined();
});

/**
 * Runs a script that reads pictures in a process of its own. Its worker inherits the error output: that closes when the last of
 * the two has ended, which is what "close" waits for.
 */
function script(then: string) {
  const file = JSON.stringify(new URL("./process.ts", import.meta.url).href);
  const child = spawn(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `const { createLogoReader } = await import(${file});
       const reader = createLogoReader({ svgMs: 60_000 });
       await reader.read(Buffer.from("${picture.toString("base64")}", "base64"));
       ${then}`,
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  child.stderr.resume();
  return child;
}

test("a script ends without waiting for its idle worker, and the worker with it", async () => {
  const child = script("");
  child.stdout.resume();
  expect(await once(child, "close")).toEqual([0, null]);
});

test("a worker does not outlive a server that was killed while it reads", async () => {
  const child = script(`
    const reading = reader.read(Buffer.from(${JSON.stringify(slow.toString())}));
    // By then the picture is on its way to the worker.
    setImmediate(() => process.stdout.write("reading"));
    await reading;`);
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  expect(await once(child, "close")).toEqual([null, "SIGKILL"]);
});
