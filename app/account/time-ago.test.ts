import { describe, expect, it } from "vitest";
import { timeAgo } from "./time-ago";

const now = new Date("2026-03-20T12:00:00Z");

describe("timeAgo", () => {
  it.each([
    ["2026-03-20T11:59:30Z", "just now"],
    ["2026-03-20T11:48:00Z", "12 min ago"],
    ["2026-03-20T10:00:00Z", "2 h ago"],
    ["2026-03-19T11:00:00Z", "yesterday"],
    ["2026-03-17T12:00:00Z", "3 days ago"],
    ["2026-03-10T12:00:00Z", "on 10 March"],
    ["2025-12-24T12:00:00Z", "on 24 December 2025"],
  ])("puts %s into words as %s", (date, words) => {
    expect(timeAgo(new Date(date), now)).toBe(words);
  });
});
