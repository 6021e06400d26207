import { partsOfPasted } from "#lib/pasted-address";

/**
 * The slug language: one DNS label (`orion`) or a full hostname (`auth.orion-analytics.com`). Isomorphic and without tables,
 * because the form runs it at every keystroke; what needs lists (reserved words, public suffixes) is in reserved.ts.
 */

/** Why an address cannot be had: a code for programs, one sentence for people. */
export type Refusal = { code: string; message: string };
export type ChosenIn = "browser" | "api";

/** Longest single label a person may choose; suggestions are cut here too. */
export const longestChosenLabel = 48;
const shortestChosenLabel = 3;
const longestLabel = 63;
const longestSlug = 253;

/** Names that never belong to one owner on the public internet (RFC 6761, 6762, 7686, 9476, 8375 and what home routers use). */
export const specialUseNames: ReadonlySet<string> = new Set([
  "localhost",
  "local",
  "internal",
  "test",
  "invalid",
  "example",
  "onion",
  "arpa",
  "alt",
  "home",
  "lan",
  "corp",
]);

/** Whether a slug is a full hostname, which works only where its domain is verified, and not a single label. */
export function isHostname(slug: string): boolean {
  return slug.includes(".");
}

/**
 * Checks the form of a slug. A single label chosen in the browser has 3 to 48 characters and starts with a letter; through the API
 * it is any DNS label. Says nothing about reserved names: `refusal()` of reserved.ts does.
 */
export function checkSlug(
  slug: string,
  { chosenIn }: { chosenIn: ChosenIn },
): { ok: true } | ({ ok: false } & Refusal) {
  const refused = grammarRefusal(slug, chosenIn);
  if (!refused) return { ok: true };
  return { ok: false, ...refused, ...(refused.code === "characters" && { message: charactersMessage(slug) }) };
}

/** Of what people paste, the part that they mean; of ids, which are addresses elsewhere, the sign that cannot be. */
function charactersMessage(slug: string): string {
  const meant = slug.includes("/") ? correctSlug(slug) : "";
  if (meant) return `Type it as ${meant}.`;
  if (slug.includes("_")) return "Use a hyphen; “_” is not possible here.";
  return "Use only letters from a to z, digits and hyphens.";
}

function grammarRefusal(slug: string, chosenIn: ChosenIn): Refusal | null {
  if (slug === "") return { code: "empty", message: "Type an address." };
  if (slug.length > longestSlug) return { code: "too_long", message: `Use ${longestSlug} characters or fewer.` };
  if (!/^[A-Za-z0-9.-]+$/.test(slug)) {
    return { code: "characters", message: "" };
  }
  if (/[A-Z]/.test(slug)) return { code: "upper_case", message: "Use lower-case letters only." };

  const labels = slug.split(".");
  if (labels.includes("")) return { code: "empty_label", message: "Put a name before and after every dot." };
  if (labels.some((label) => label.startsWith("-") || label.endsWith("-"))) {
    const part = labels.length > 1 ? "each part between dots" : "the address";
    return { code: "hyphen_at_edge", message: `Begin and end ${part} with a letter or a digit.` };
  }
  if (labels.length === 1 && chosenIn === "browser") return chosenLabelRefusal(slug);
  if (labels.some((label) => label.length > longestLabel)) {
    return { code: "label_too_long", message: `Use ${longestLabel} characters or fewer between dots.` };
  }
  return null;
}

function chosenLabelRefusal(label: string): Refusal | null {
  if (!/^[a-z]/.test(label)) return { code: "first_character", message: "Start with a letter." };
  if (label.length < shortestChosenLabel) {
    return { code: "too_short", message: `Use ${shortestChosenLabel} characters or more.` };
  }
  if (label.length > longestChosenLabel) {
    return { code: "too_long", message: `Use ${longestChosenLabel} characters or fewer.` };
  }
  return null;
}

/**
 * A slug made from a name in Latin letters: "Orión & Söhne GmbH" → `orion-and-sohne-gmbh`. Returns "" when the name has letters
 * of another script, or leaves nothing a person could choose: then the server, which can transliterate, is asked.
 */
export function suggestFromLatin(name: string): string {
  const folded = foldLatin(name);
  if (otherScript.test(folded)) return "";
  const label = toLabel(folded);
  return chosenLabelRefusal(label) ? "" : label;
}

/**
 * What a person probably meant by something that is not a slug: "Orion Analytics" → `orion-analytics`, a pasted
 * `https://foyer.example/login/orion` → `orion`. It is shown for them to accept, never saved in silence. "" when there is no good guess.
 */
export function correctSlug(typed: string): string {
  if (!grammarRefusal(typed, "browser") && !/(^|\.)..--/.test(typed)) return typed;
  const { scheme, host, path } = partsOfPasted(typed);
  const door = /^\/(?:login|o)\/([^/?#]+)/i.exec(path)?.[1];
  const folded = foldLatin(door ?? (scheme ? host : typed.trim()));
  if (otherScript.test(folded)) return "";

  const isHost = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+\.?$/.test(folded);
  const corrected = isHost
    ? folded.replace(/\.$/, "").split(".").map(toLabel).join(".")
    : startWithLetter(toLabel(folded));
  return grammarRefusal(corrected, "browser") ? "" : corrected;
}

/** Lower-case a–z, digits and single hyphens, at most 48 characters, no hyphen at either end; may be "". */
export function toLabel(folded: string): string {
  return folded
    .replace(/\s&\s/g, " and ")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, longestChosenLabel + 1)
    .replace(/^-/, "")
    .slice(0, longestChosenLabel)
    .replace(/-$/, "");
}

/** Gives a label that is too short or starts with a digit ("3m", "hp") the beginning of the fallback form: `org-3m`. */
export function startWithLetter(label: string): string {
  if (label === "" || (/^[a-z]/.test(label) && label.length >= shortestChosenLabel)) return label;
  return `org-${label}`.slice(0, longestChosenLabel).replace(/-+$/, "");
}

// Latin letters that Unicode does not decompose into a base letter and a mark.
const undecomposed = new Map(
  Object.entries({
    ß: "ss",
    æ: "ae",
    œ: "oe",
    ø: "o",
    ł: "l",
    đ: "d",
    ð: "d",
    þ: "th",
    ı: "i",
    ħ: "h",
    ŧ: "t",
    ŋ: "ng",
    ə: "e",
    ƒ: "f",
  }),
);

const otherScript = /(?![a-z0-9])[\p{L}\p{N}]/u;

/** Lower case with the marks taken off Latin letters; other scripts stay, so that the caller can see them. */
function foldLatin(text: string): string {
  return text
    .replace(/[™®©℠'’‘ʼʻ]/g, "")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[ßæœøłđðþıħŧŋəƒ]/g, (letter) => undecomposed.get(letter) ?? letter);
}
