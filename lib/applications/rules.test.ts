import { describe, expect, it } from "vitest";
import { checkApplicationName, lifetimeLimits, readLifetime, readUrls } from "./rules.ts";
import { applicationSettingsSchema, applicationUrlsSchema, createApplicationSchema } from "./schema.ts";

describe("readUrls", () => {
  it("reads one a line, as they were typed, whatever ends a line", () => {
    const typed = "https://app.com/callback\r\n\n  https://{{org_slug}}.app.com/  \rhttp://localhost:3000\n";
    const urls = ["https://app.com/callback", "https://{{org_slug}}.app.com/", "http://localhost:3000"];
    expect(readUrls(typed)).toEqual({ ok: true, urls });
    expect(readUrls(" \n ")).toEqual({ ok: true, urls: [] });
  });

  it("names every line that is wrong", () => {
    expect(readUrls("https://app.com\n\nhttp://app.com\nhttps://app.com/?x\nhttps://app.com")).toEqual({
      ok: false,
      message:
        "Line 3: Use https://. Only localhost, 127.0.0.1 and [::1] may do without.\n" +
        "Line 4: Remove the question mark and what follows it.\nLine 5: Line 1 says the same.",
    });
  });

  it("takes fifty and no more", () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => `https://app.com/${index}`).join("\n");
    expect(readUrls(lines(50)).ok).toBe(true);
    expect(readUrls(lines(51))).toEqual({ ok: false, message: "Use 50 URLs or fewer." });
  });
});

describe("readLifetime", () => {
  const { accessToken } = lifetimeLimits;
  it.each([
    ["", null],
    [" ", null],
    ["60", 60],
    [" 300 ", 300],
    ["86400", 86_400],
  ])("takes %j", (raw, seconds) => expect(readLifetime(raw, accessToken)).toEqual({ ok: true, seconds }));

  it.each(["0", "59", "86401", "-300", "300.5", "3e2", "0x80", "five", "٣٠٠", "9999999999", "NaN"])(
    "refuses %j",
    (raw) =>
      expect(readLifetime(raw, accessToken)).toEqual({
        ok: false,
        message: "Type a whole number of seconds from 60 to 86,400.",
      }),
  );
});

it("a name is that of an organization, of a hundred characters at most", () => {
  expect(checkApplicationName(" Orion  ")).toEqual({ ok: true, value: "Orion" });
  expect(checkApplicationName("é".repeat(100)).ok).toBe(true);
  expect(checkApplicationName("e".repeat(101))).toEqual({ ok: false, message: "Use 100 characters or fewer." });
  expect(checkApplicationName("").ok).toBe(false);
});

describe("forms", () => {
  it("leave to the installation what nobody typed, and keep nothing they do not know", () => {
    const form = { name: "Orion", kind: "web", firstParty: "no", callbackUrls: "https://app.com", id: "skc_1" };
    expect(createApplicationSchema.parse(form)).toEqual({
      name: "Orion",
      kind: "web",
      firstParty: false,
      callbackUrls: ["https://app.com"],
      postLogoutUrls: [],
      initiateLoginUrl: null,
      audience: null,
      signingAlgorithm: "RS256",
      accessTokenSeconds: null,
      idTokenSeconds: null,
      refreshTokenSeconds: null,
      apiScopes: [],
    });
  });

  it("read the boxes that are checked as scopes, in their order", () => {
    const form = {
      name: "Orion",
      firstParty: "yes",
      "users:read": "on",
      "organizations:read": "on",
      "users:own": "on",
    };
    expect(applicationSettingsSchema.parse({ ...form, apiScopes: "roles:read" }).apiScopes).toEqual([
      "organizations:read",
      "users:read",
    ]);
  });

  it("say at each field what is wrong with it", () => {
    const problems = (schema: typeof applicationSettingsSchema | typeof applicationUrlsSchema, form: object) =>
      schema.safeParse(form).error?.issues.map(({ path }) => path.join("."));
    const settings = { name: "", firstParty: "maybe", audience: " x", signingAlgorithm: "none", idTokenSeconds: "1" };
    expect(problems(applicationSettingsSchema, settings)).toEqual([
      "name",
      "firstParty",
      "audience",
      "signingAlgorithm",
      "idTokenSeconds",
    ]);
    const urls = { callbackUrls: "x", postLogoutUrls: "http://app.com", initiateLoginUrl: "https://app.com/#" };
    expect(problems(applicationUrlsSchema, urls)).toEqual(["callbackUrls", "postLogoutUrls", "initiateLoginUrl"]);
  });
});
