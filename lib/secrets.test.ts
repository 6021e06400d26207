import { expect, test } from "vitest";
import { seal, unseal } from "./secrets.ts";

const secret = "a secret of an installation, long enough";

test("what is sealed opens for what it was sealed for, and says nothing until then", () => {
  const sealed = seal("the private half", "signing key", "key_1", secret);
  expect(sealed).toMatch(/^[\w-]+$/);
  expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("private");
  expect(unseal(sealed, "signing key", "key_1", secret)).toBe("the private half");
});

test("two seals of one text have nothing in common", () => {
  const [one, two] = [1, 2].map(() => seal("the same", "signing key", "key_1", secret));
  expect(one).not.toBe(two);
});

test("nothing opens for another owner, another purpose or another secret", () => {
  const sealed = seal("the private half", "signing key", "key_1", secret);
  expect(unseal(sealed, "signing key", "key_2", secret)).toBeNull();
  expect(unseal(sealed, "webhook", "key_1", secret)).toBeNull();
  expect(unseal(sealed, "signing key", "key_1", `${secret}.`)).toBeNull();
});

test("what was damaged, cut short or never sealed does not open", () => {
  const sealed = seal("the private half", "signing key", "key_1", secret);
  const bytes = Buffer.from(sealed, "base64url");
  for (let at = 0; at < bytes.length; at += 7) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    expect(unseal(damaged.toString("base64url"), "signing key", "key_1", secret)).toBeNull();
  }
  for (const text of ["", "x", sealed.slice(0, 20), sealed.slice(0, -4), "no base64 at all: ü"]) {
    expect(unseal(text, "signing key", "key_1", secret), text).toBeNull();
  }
});
