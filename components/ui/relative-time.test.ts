import { describe, expect, it } from "vitest";
import { relativeTime, timeUntil } from "./relative-time.tsx";

const now = new Date("2026-03-15T12:00:00Z");
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe("relativeTime", () => {
  it.each([
    [-5000, "just now", "just now"],
    [0, "just now", "just now"],
    [minute - 1, "just now", "just now"],
    [minute, "1 min", "1 min ago"],
    [hour - 1, "59 min", "59 min ago"],
    [hour, "1 h", "1 h ago"],
    [day - 1, "23 h", "23 h ago"],
    [day, "Yesterday", "yesterday"],
    [2 * day - 1, "Yesterday", "yesterday"],
    [2 * day, "2 days", "2 days ago"],
    [7 * day - 1, "6 days", "6 days ago"],
    [7 * day, "8 March", "on 8 March"],
    [80 * day, "25 December 2025", "on 25 December 2025"],
  ])("%i ms ago is %s, in a sentence %s", (ms, short, long) => {
    const date = new Date(now.getTime() - ms);
    expect(relativeTime(date, "short", now)).toBe(short);
    expect(relativeTime(date, "long", now)).toBe(long);
  });
});

describe("timeUntil", () => {
  it.each([
    [-hour, "in a moment"],
    [0, "in a moment"],
    [minute - 1, "in a moment"],
    [minute, "in 1 min"],
    [59 * minute, "in 59 min"],
    [hour - 1, "in 1 h"],
    [4 * hour - 5000, "in 4 h"],
    [day - 5000, "tomorrow"],
    [day, "tomorrow"],
    [3 * day, "in 3 days"],
  ])("%i ms from now is %s", (ms, said) => {
    expect(timeUntil(new Date(now.getTime() + ms), now)).toBe(said);
  });
});
