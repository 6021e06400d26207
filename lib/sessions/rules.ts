import Bowser from "bowser";

/** The device of a session as its person would name it: "Firefox on Windows". */
export function deviceName(userAgent: string | null): string {
  if (!userAgent) return "Unknown device";
  const { browser, os } = Bowser.parse(userAgent);
  if (browser.name && os.name) return `${browser.name} on ${os.name}`;
  return browser.name || os.name || "Unknown device";
}

/** What is known of a device; what its browser does not say is left out. */
export function deviceOf(userAgent: string | null) {
  if (!userAgent) return {};
  const { browser, os, platform } = Bowser.parse(userAgent);
  return {
    browser: browser.name,
    browserVersion: browser.version,
    os: os.name,
    osVersion: os.version,
    type: platform.type,
  };
}

/** Whether the device is one held in the hand, for its icon. */
export function isHandheld(userAgent: string | null): boolean {
  const type = userAgent ? Bowser.parse(userAgent).platform.type : undefined;
  return type === "mobile" || type === "tablet";
}
