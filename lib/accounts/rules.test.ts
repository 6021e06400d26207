import { describe, expect, it } from "vitest";
import { canSignIn, passkeyName } from "./rules.ts";

describe("passkeyName", () => {
  it.each([
    ["multiDevice", "internal,hybrid", "Synced passkey"],
    ["singleDevice", "usb", "Security key"],
    ["singleDevice", "nfc,usb", "Security key"],
    ["singleDevice", "internal", "Passkey on one device"],
    ["singleDevice", null, "Passkey on one device"],
  ])("calls %s reached over %s a %s", (deviceType, transports, name) => {
    expect(passkeyName({ deviceType, transports })).toBe(name);
  });
});

describe("canSignIn", () => {
  const nothing = { mail: false, providers: [], passkeys: 0 };

  it("is false with nothing left", () => {
    expect(canSignIn(nothing, ["google"])).toBe(false);
  });

  it("is true with mail, a passkey, or a provider that is offered", () => {
    expect(canSignIn({ ...nothing, mail: true }, [])).toBe(true);
    expect(canSignIn({ ...nothing, passkeys: 1 }, [])).toBe(true);
    expect(canSignIn({ ...nothing, providers: ["google"] }, ["google"])).toBe(true);
  });

  it("does not count a provider that was switched off", () => {
    expect(canSignIn({ ...nothing, providers: ["google"] }, ["github"])).toBe(false);
  });
});
