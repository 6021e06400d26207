import { afterEach, beforeEach, vi } from "vitest";

/** Whatever writes to console.error unasked has found something wrong: the test that ran fails and shows what was said. */
let said: string[] = [];

beforeEach(() => {
  said = [];
  vi.spyOn(console, "error").mockImplementation((...parts: unknown[]) => {
    said.push(parts.map(String).join(" "));
  });
});

afterEach(() => {
  if (said.length > 0) throw new Error(`Unexpected console.error:\n${said.join("\n")}`);
});
