import { describe, expect, it } from "vitest";
import { relativeTime } from "./relative-time.tsx";

const now = new Date("2026-03-15T12:00:00Z");
const ago = (ms: number) => relativeTime(new Date(now.getTime() - ms), now);
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe("relativeTime", () => {
  it.each([
    [-5000, "just now"],
    [0, "just now"],
    [minute - 1, "just now"],
    [minute, "1 min"],
    [hour - 1, "59 min"],
    [hour, "1 h"],
    [day - 1, "23 h"],
    [day, "Yesterday"],
    [2 * day - 1, "Yesterday"],
    [2 * day, "2 days"],
    [7 * day - 1, "6 days"],
    [7 * day, "8 March"],
    [80 * day, "25 December 2025"],
  ])("%i ms ago is %s", (ms, words) => {
    expect(ago(ms)).toBe(words);
  });
});
