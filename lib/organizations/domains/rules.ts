import type { Checked } from "#lib/checked";
import { checkSlug, isHostname } from "#lib/organizations/slugs/rules";
import { partsOfPasted } from "#lib/pasted-address";
import type { TxtAnswer } from "./resolver.ts";
import type { DomainStatus, Finding, ProofRecord } from "./types.ts";

/** The language of domains, their proof, and when it is looked for (docs/decisions/0012). Isomorphic: lists are in refusals.ts. */

/** Enough for a group of companies; more is a list of somebody else's domains. */
export const mostDomains = 20;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** The first look comes when a quick person has published the record; then the wait doubles. */
const firstWait = minute;
const longestWait = 4 * hour;
/** Looks without proof until nobody looks any more: about seven days of the waits above. */
const looksUntilGivenUp = 49;

/** How often a proof is looked for that was there the last time. */
const proofLastsFor = day;
/** Looks in a row, a day apart, that did not find the proof: a zone that is repaired within three days loses nothing. */
const missesUntilLost = 4;
/** A server that could not say is asked again sooner, and its silence never counts against a proof. */
const waitAfterSilence = hour;

/** The label under which records of this kind stay out of the way of real hosts (RFC 8552). */
const recordLabel = "_foyer";
const valuePrefix = "foyer-verification=";
const longestDomain = 253 - `${recordLabel}.`.length;

export function proofRecord(domain: string, token: string): ProofRecord {
  return { name: `${recordLabel}.${domain}`, value: `${valuePrefix}${token}` };
}

/**
 * Checks the form of a domain. Blanks around it and capitals, which DNS does not tell apart, are taken off; everything else that
 * would have to be changed is refused with what was probably meant. The value is a hostname as a URL parser writes it.
 */
export function checkDomain(raw: string): Checked {
  const value = raw.trim().toLowerCase();
  const message = formRefusal(value);
  if (message === null) return { ok: true, value };
  const meant = correctDomain(raw);
  return { ok: false, message: meant ? `Type it as ${meant}.` : message };
}

function formRefusal(domain: string): string | null {
  if (domain === "") return "Type a domain.";
  const form = checkSlug(domain, { chosenIn: "api" });
  if (!form.ok) return form.message;
  if (!isHostname(domain)) return "Type the whole domain, such as orion-analytics.com.";
  if (domain.length > longestDomain) return `Use ${longestDomain} characters or fewer.`;
  return null;
}

/**
 * The domain somebody probably meant: `https://Orion.com/about`, `ada@orion.com`, `*.orion.com`, `_foyer.orion.com` → `orion.com`,
 * and `müller.de` → `xn--mller-kva.de`. It is shown for them to accept, never saved in silence. "" when there is no good guess, or
 * nothing to correct.
 */
export function correctDomain(typed: string): string {
  const host = partsOfPasted(typed.trim().slice(0, 1000))
    .host.replace(/^(?:\*\.|_[a-z0-9-]+\.)+/i, "")
    .replace(/\.+$/, "");
  const meant = hostnameOf(host);
  // The ending of an address made of numbers is one too.
  const usable = formRefusal(meant) === null && /[a-z][^.]*$/.test(meant);
  return usable && meant !== typed.trim().toLowerCase() ? meant : "";
}

/** A host as a URL parser writes it; "" when it takes it for none. */
function hostnameOf(host: string): string {
  return /^[^\s\\%:[\]]+$/.test(host) && URL.canParse(`https://${host}`) ? new URL(`https://${host}`).hostname : "";
}

/** Whether one of the texts is the record's. Some panels store the quotation marks people type, some capitals. */
function isProof(texts: readonly string[], { value }: ProofRecord): boolean {
  return texts.some(
    (text) =>
      text
        .trim()
        .replace(/^"(.*)"$/s, "$1")
        .trim()
        .toLowerCase() === value,
  );
}

/** What an answer of DNS means for the proof of `domain`. */
export function findingOf(answer: TxtAnswer, domain: string, token: string): Finding {
  const record = proofRecord(domain, token);
  if (answer.kind === "no_answer") {
    return {
      kind: "unknown",
      problem: `The DNS servers of ${domain} did not answer. If that stays so, ask whoever keeps its DNS.`,
    };
  }
  if (answer.kind === "texts") {
    if (isProof(answer.texts, record)) return { kind: "proof" };
    const problem = answer.texts.some((text) => text.toLowerCase().includes(valuePrefix))
      ? `The record at ${record.name} has another value. Copy the one shown here, whole.`
      : `${record.name} has a TXT record, but not this one. Add it beside the other.`;
    return { kind: "absent", problem };
  }
  const problem =
    answer.kind === "no_domain"
      ? `DNS knows no ${domain}. Check how it is written, and that it is still registered.`
      : `There is no TXT record at ${record.name}. A new one can take an hour to be seen.`;
  return { kind: "absent", problem };
}

type Standing = { status: DomainStatus; misses: number; nextCheckAt: Date | null };

/**
 * Where a domain stands after a look. `byHand` is a look that somebody asked for: it begins the waiting anew, and takes no proof
 * away, or three quick looks would use up the days of grace.
 */
export function afterLook(
  before: Standing,
  finding: Finding,
  { byHand, now }: { byHand: boolean; now: Date },
): Standing {
  const later = (wait: number) => new Date(now.getTime() + wait);
  if (finding.kind === "proof") return { status: "verified", misses: 0, nextCheckAt: later(proofLastsFor) };
  if (before.status === "verified") {
    if (byHand) return before;
    if (finding.kind === "unknown") return { ...before, nextCheckAt: later(waitAfterSilence) };
    const misses = before.misses + 1;
    if (misses >= missesUntilLost) return { status: "failed", misses, nextCheckAt: null };
    return { status: "verified", misses, nextCheckAt: later(proofLastsFor) };
  }
  if (byHand) return { status: "pending", misses: 0, nextCheckAt: later(firstWait) };
  const misses = before.misses + 1;
  if (misses >= looksUntilGivenUp) return { status: "failed", misses, nextCheckAt: null };
  return { status: "pending", misses, nextCheckAt: later(Math.min(firstWait * 2 ** misses, longestWait)) };
}

/** Where a domain stands on somebody's word. */
export const vouchedStanding = { status: "verified", misses: 0, nextCheckAt: null } satisfies Standing;

/** Where a domain stands that was just added. */
export function newStanding(now: Date): Standing {
  return { status: "pending", misses: 0, nextCheckAt: new Date(now.getTime() + firstWait) };
}
