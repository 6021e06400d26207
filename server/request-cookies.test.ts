import { expect, test } from "vitest";
import { unambiguousCookies } from "./request-cookies.ts";

const kept = (cookie: string) =>
  unambiguousCookies(
    cookie,
    { session: "foyer.session", callbackUrl: "foyer.callback-url" },
    new URL("https://foyer.example"),
  );

test("one session cookie is left, the first, and none of the parts that Auth.js would join", () => {
  expect(kept("foyer.session=A; foyer.session=B")).toBe("foyer.session=A");
  expect(kept("foyer.session.0=A; foyer.session.1=B; a=b")).toBe("a=b");
  expect(kept("a=b;foyer.session =A; foyer.session=B")).toBe("a=b; foyer.session=A");
  expect(kept("foyer.session-like=A; foyer.sessionx=B; foyer.sessions=C")).toBe("");
});

test.each([
  "evil.com",
  "https%3A%2F%2Fevil.example%2F",
  "%00",
  "%",
  "",
  "//evil.example",
  "javascript%3Aalert(1)",
  "blob:https://foyer.example/x",
  "%62lob%3Ahttps%3A%2F%2Ffoyer.example%2Fx",
])("a callback cookie that is no address of ours is dropped: %s", (bad) => {
  expect(kept(`a=%00b; foyer.callback-url=${bad}; c=d`)).toBe("a=%00b; c=d");
});

test("a good one stays, and every other cookie as it came", () => {
  const good = "foyer.callback-url=https%3A%2F%2Ffoyer.example%2Faccount%3Fa%3Db";
  expect(kept(`a=b; ${good}`)).toBe(`a=b; ${good}`);
  expect(kept("foyer.callback-url=%2Faccount")).toBe("foyer.callback-url=%2Faccount");
  expect(kept("a=b=c; d; e=%41")).toBe("a=b=c; e=%41");
  expect(kept(`${good}; foyer.callback-url=%2Fhome`)).toBe(good);
});
