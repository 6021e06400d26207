import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deviceName, deviceOf, isHandheld } from "./rules.ts";

const mac =
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36";
const phone =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

describe("deviceOf", () => {
  it("tells what the browser says of itself, and nothing of what it does not", () => {
    expect(deviceOf(mac)).toMatchObject({
      browser: "Chrome",
      browserVersion: "138.0.0.0",
      os: "macOS",
      type: "desktop",
    });
    expect(deviceOf(phone)).toMatchObject({ browser: "Safari", os: "iOS", osVersion: "18.5", type: "mobile" });
    expect(deviceOf("curl/8.0").os).toBeUndefined();
    expect(deviceOf(null)).toEqual({});
  });
});

describe("deviceName", () => {
  it("names browser and system", () => {
    expect(deviceName(mac)).toBe("Chrome on macOS");
    expect(deviceName(phone)).toBe("Safari on iOS");
  });

  it("says that it does not know", () => {
    expect(deviceName(null)).toBe("Unknown device");
    expect(deviceName("")).toBe("Unknown device");
  });

  it("takes whatever a client sends", () => {
    fc.assert(fc.property(fc.string({ maxLength: 512 }), (agent) => deviceName(agent).length > 0));
  });
});

describe("isHandheld", () => {
  it("tells phones from desks", () => {
    expect(isHandheld(phone)).toBe(true);
    expect(isHandheld(mac)).toBe(false);
    expect(isHandheld(null)).toBe(false);
  });
});
