import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { bootScript } from "#lib/boot-script";

/** Runs the script as a browser would and returns what it wrote on <html>. */
function boot({
  cookie = "",
  theme = null as string | null,
  platform = "Linux x86_64",
  storage = true,
  pressed = null as object | null,
} = {}) {
  const dataset: Record<string, string> = {};
  runInNewContext(bootScript, {
    document: { documentElement: { dataset }, cookie },
    navigator: { platform },
    localStorage: {
      getItem: (key: string) => {
        if (!storage) throw new Error("denied");
        return key === "theme" ? theme : null;
      },
    },
    addEventListener: (_: "click", hear: (event: object) => void) => pressed && hear({ target: pressed }),
  });
  return dataset;
}

describe("bootScript", () => {
  it.each(["passkey", "google", "github", "microsoft-entra-id", "oidc", "email"])(
    "knows %s from its cookie",
    (method) => {
      expect(boot({ cookie: `foyer.last-method=${method}` })).toEqual({ lastMethod: method });
      expect(boot({ cookie: `a=b; foyer.last-method=${method}; c=d` })).toEqual({ lastMethod: method });
    },
  );

  it.each([
    "foyer.last-method=sms",
    "foyer.last-method=googles",
    "foyerxlast-method=google",
    "x-foyer.last-method=google",
    "",
  ])("writes nothing for %j", (cookie) => {
    expect(boot({ cookie })).toEqual({});
  });

  it("notes a press of the passkey button, wherever on it, and of nothing else", () => {
    const within = (id: string | null) => ({ closest: () => id && { id } });
    expect(boot({ pressed: within("passkey") })).toEqual({ pressed: "passkey" });
    expect(boot({ pressed: within(null) })).toEqual({});
    expect(boot({ pressed: {} })).toEqual({});
  });

  it("sets a chosen theme and no other value", () => {
    expect(boot({ theme: "dark" })).toEqual({ theme: "dark" });
    expect(boot({ theme: "light" })).toEqual({ theme: "light" });
    expect(boot({ theme: "<b>" })).toEqual({});
  });

  it("goes on where storage is denied", () => {
    expect(boot({ storage: false, cookie: "foyer.last-method=email", platform: "MacIntel" })).toEqual({
      lastMethod: "email",
      platform: "mac",
    });
  });

  it("cannot end its own element", () => {
    expect(bootScript).not.toMatch(/<\/script|<!--/i);
  });
});
