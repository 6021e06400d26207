import type { Checked } from "#lib/checked";
import { specialUseNames } from "#lib/organizations/slugs/rules";

/** What an organization's properties may be. Isomorphic: the form, the action and the API share it. */

const longestDisplayName = 200;
const longestUrl = 1024;
const longestExternalId = 255;
/** Pairs of metadata, and the length of their keys and values in characters. */
export const metadataLimits = { pairs: 10, shortestKey: 3, longestKey: 25, longestValue: 256 } as const;
// No name that could pass is longer before it is normalised; bounds the work on hostile input.
const workLimit = 20 * longestDisplayName;

// Default_Ignorable covers bidi controls, zero-width characters, variation selectors, fillers and tags; the rest draws nothing either.
const unseen =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\uFFF9-\uFFFB\u{1D159}]/u;

// Where an invisible character has a job: joiners between letters, and in emoji; variation selectors after what has variants; flags of regions.
const atWork = new RegExp(
  [
    String.raw`(?<=[\p{L}\p{M}])[\u200C\u200D](?=[\p{L}\p{M}])`,
    String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D(?=\p{Extended_Pictographic})`,
    String.raw`(?<=\p{Emoji})[\uFE0E\uFE0F]`,
    String.raw`(?<=\p{Script=Han})[\uFE00-\uFE0D\u{E0100}-\u{E01EF}]`,
    String.raw`(?<=\p{Script=Mongolian})[\u180B-\u180F]`,
    String.raw`(?<=\u{1F3F4})[\u{E0020}-\u{E007E}]+\u{E007F}`,
  ].join("|"),
  "gu",
);

/** Whether a text holds a character that draws nothing and has no job where it stands. */
export function hasUnseen(text: string): boolean {
  return unseen.test(text.replace(atWork, ""));
}

/**
 * Checks a name that a person or an API client chose: 1 to 200 code points after NFC and trimming, nothing invisible. Joiners are
 * fine between letters and in emoji. The value is the name as it is stored.
 */
export function checkDisplayName(raw: string): Checked {
  const tooLong: Checked = { ok: false, message: `Use ${longestDisplayName} characters or fewer.` };
  if (raw.length > workLimit) return tooLong;
  const value = raw.normalize("NFC").trim();
  if (value === "") return { ok: false, message: "Type a name." };
  if ([...value].length > longestDisplayName) return tooLong;
  if (hasUnseen(value)) {
    return { ok: false, message: "Remove the invisible or control characters from the name." };
  }
  if (!/[\p{L}\p{N}\p{P}\p{S}\p{Co}]/u.test(value))
    return { ok: false, message: "Type a name with letters or digits." };
  return { ok: true, value };
}

/** Makes a valid name of what a provider's profile says, or "" when nothing is left. Never refuses: a sign-in must not fail over a name. */
export function cleanDisplayName(raw: unknown): string {
  if (typeof raw !== "string") return "";
  const spaced = raw.slice(0, workLimit).replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}]+/gu, " ");
  const seen = truncate(withoutUnseen(spaced.normalize("NFC")).trim());
  const checked = checkDisplayName(seen);
  if (checked.ok) return checked.value;
  // Removing one invisible character can leave a joiner without its neighbour: then all of them go.
  const bare = checkDisplayName(truncate(seen.replace(new RegExp(unseen.source, "gu"), "").normalize("NFC").trim()));
  return bare.ok ? bare.value : "";
}

function withoutUnseen(text: string): string {
  const kept = new Set([...text.matchAll(atWork)].flatMap((match) => [...positions(match.index, match[0].length)]));
  return text.replace(new RegExp(unseen.source, "gu"), (character, index: number) =>
    kept.has(index) ? character : "",
  );
}

function* positions(start: number, length: number) {
  for (let index = start; index < start + length; index++) yield index;
}

/** Cuts at a whole character as a reader sees it, so that no emoji or accent is halved. */
function truncate(text: string): string {
  if ([...text].length <= longestDisplayName) return text;
  let kept = "";
  let count = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    count += [...segment].length;
    if (count > longestDisplayName) break;
    kept += segment;
  }
  return (kept || [...text].slice(0, longestDisplayName).join("")).trim();
}

/** Checks the address of a logo, as checkPublicUrl does. "" clears. */
export function checkLogoUrl(raw: string): Checked {
  return raw === "" ? { ok: true, value: "" } : checkPublicUrl(raw, "https://cdn.orion.com/logo.png");
}

/**
 * Checks an address that Foyer is to ask: https, at most 1,024 characters, public hostname on the default port, no user name in it.
 * The value is returned exactly as given, so nothing is trimmed: surrounding spaces are refused.
 * @param example one that would do
 */
export function checkPublicUrl(raw: string, example: string): Checked {
  if (raw.length > longestUrl) return { ok: false, message: `Use ${longestUrl} characters or fewer.` };
  if (/[\s\\]/.test(raw) || unseen.test(raw)) {
    return { ok: false, message: "Remove spaces, backslashes and invisible characters from the address." };
  }
  const authority = /^https:\/\/([^/?#]+)/i.exec(raw)?.[1];
  if (!authority || !URL.canParse(raw)) {
    return { ok: false, message: "Type a full address that starts with https://." };
  }
  const url = new URL(raw);
  if (authority.includes("@")) return { ok: false, message: "Remove the user name from the address." };
  if (url.port !== "") return { ok: false, message: "Remove the port from the address." };
  if (!isPublicHostname(url.hostname)) {
    return { ok: false, message: `Use an address on the public internet, such as ${example}.` };
  }
  return { ok: true, value: raw };
}

/** Whether a hostname, as a URL parser wrote it, could be reached from anywhere: a name with a dot, no IP address, no special-use ending. */
function isPublicHostname(hostname: string): boolean {
  const labels = hostname.split(".");
  const last = labels.at(-1) ?? "";
  return labels.length > 1 && !labels.includes("") && /^[a-z]/.test(last) && !specialUseNames.has(last);
}

/** Checks a brand colour, `#rrggbb` in any case; the value is lower-case. "" means none. */
export function checkColor(raw: string): Checked {
  if (raw === "" || /^#[0-9a-f]{6}$/i.test(raw)) return { ok: true, value: raw.toLowerCase() };
  return { ok: false, message: "Use a colour such as #2563eb." };
}

/**
 * Checks the id that another system knows an organization by: 1 to 255 printable characters, kept exactly as given. Case counts.
 * Nothing in it may be invisible, so a space stands between other characters only; and it is named in addresses, which every client
 * makes shorter where a part is `.` or `..`, however that is encoded. "" means none.
 */
export function checkExternalId(raw: string): Checked {
  if (raw === "") return { ok: true, value: "" };
  if (raw.length > 2 * longestExternalId || [...raw].length > longestExternalId) {
    return { ok: false, message: `Use ${longestExternalId} characters or fewer.` };
  }
  if (raw === "." || raw === "..") return { ok: false, message: "Use more than dots: no address can name that." };
  return checkPrintable(raw);
}

/** Checks the key of a pair of metadata. Names such as `constructor` are keys like any other. */
export function checkMetadataKey(raw: string): Checked {
  const { shortestKey, longestKey } = metadataLimits;
  const length = raw.length > 2 * longestKey ? Number.POSITIVE_INFINITY : [...raw].length;
  if (length < shortestKey || length > longestKey) {
    return { ok: false, message: `Use ${shortestKey} to ${longestKey} characters for the key.` };
  }
  return checkPrintable(raw);
}

/** Checks the value of a pair of metadata. */
export function checkMetadataValue(raw: string): Checked {
  const { longestValue } = metadataLimits;
  if (raw === "") return { ok: false, message: "Type a value." };
  if (raw.length > 2 * longestValue || [...raw].length > longestValue) {
    return { ok: false, message: `Use ${longestValue} characters or fewer for the value.` };
  }
  const refused = checkPrintable(raw.replace(atWork, ""));
  return refused.ok ? { ok: true, value: raw } : refused;
}

function checkPrintable(raw: string): Checked {
  if (unseen.test(raw)) return { ok: false, message: "Remove the invisible or control characters." };
  if (/^ | $/.test(raw)) return { ok: false, message: "Remove the spaces at the beginning and the end." };
  if (/[^\S ]/u.test(raw)) return { ok: false, message: "Use plain spaces." };
  return { ok: true, value: raw };
}
