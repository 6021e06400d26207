import type { Checked } from "#lib/checked";
import { checkDisplayName } from "#lib/organizations/rules";
import { checkRedirectUrl } from "./redirects/rules.ts";
import type { ApplicationKind } from "./types.ts";

/** What an application's properties may be. */

const longestName = 100;
const mostUrls = 50;

const day = 86_400;
/** In seconds. A refresh token lives on through its successors; this is for how long they are one family. */
export const lifetimeLimits = {
  accessToken: { least: 60, most: day },
  idToken: { least: 60, most: day },
  refreshToken: { least: 60, most: 400 * day },
} as const;

/** Whether it can prove itself with a secret. */
export function keepsSecrets(kind: ApplicationKind): boolean {
  return kind === "web";
}

/** Checks a name: as that of an organization, but shorter, because a consent page asks with it. */
export function checkApplicationName(raw: string): Checked {
  const checked = checkDisplayName(raw);
  const tooLong = checked.ok && [...checked.value].length > longestName;
  return tooLong ? { ok: false, message: `Use ${longestName} characters or fewer.` } : checked;
}

/**
 * Reads URLs, one a line. Blank lines and blanks around one are nothing; every line that is wrong is named, on a line of its own, and
 * one that is there twice is wrong too.
 */
export function readUrls(raw: string): { ok: true; urls: string[] } | { ok: false; message: string } {
  const lines = raw.split(/\r\n|\r|\n/).map((line) => line.trim());
  const urls = lines.filter((line) => line !== "");
  if (urls.length > mostUrls) return { ok: false, message: `Use ${mostUrls} URLs or fewer.` };
  const wrong = lines.flatMap((line, index) => {
    if (line === "") return [];
    const checked = checkRedirectUrl(line);
    if (!checked.ok) return [`Line ${index + 1}: ${checked.message}`];
    const first = lines.indexOf(line);
    return first < index ? [`Line ${index + 1}: Line ${first + 1} says the same.`] : [];
  });
  return wrong.length > 0 ? { ok: false, message: wrong.join("\n") } : { ok: true, urls };
}

/** Reads a lifetime in seconds; "" leaves it to the installation. */
export function readLifetime(
  raw: string,
  { least, most }: Readonly<{ least: number; most: number }>,
): { ok: true; seconds: number | null } | { ok: false; message: string } {
  const text = raw.trim();
  if (text === "") return { ok: true, seconds: null };
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (seconds >= least && seconds <= most) return { ok: true, seconds };
  return { ok: false, message: `Type a whole number of seconds from ${least} to ${most.toLocaleString("en")}.` };
}
