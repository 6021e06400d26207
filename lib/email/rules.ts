import { parse } from "tldts";

/** How names that people chose are written in mail. Mail programs make links of text, so a name must not look like an address. */

const dots = /[.\u3002\uFF0E\uFF61]/gu;
const host = /[\p{L}\p{N}\p{M}-]+(?:[.\u3002\uFF0E\uFF61][\p{L}\p{N}\p{M}-]+)+/gu;
// "http://…", "mailto:…", "www.…", "ada@orion.com", "\\server".
const address = /^\p{L}[\p{L}\p{N}+.-]*:\S|:\/\/|^www\.|\S@\S|^\\\\/iu;

// Seven digits or more, however they are grouped: mail programs offer to call them.
const telephone = /\+?\p{Nd}(?:[\s()./\p{Pd}]*\p{Nd}){6,}/gu;

/**
 * The text with nothing in it that a mail program turns into a link: what looks like an address loses its signs and stays as words,
 * and a telephone number goes. "Booking.com" becomes "Booking com", "Node.js" and "St. Gallen" stay.
 */
export function unlinked(text: string): string {
  return text
    .replace(telephone, "…")
    .split(/(\s+)/)
    .map((word) => (isLinkable(word) ? word.replace(/[^\p{L}\p{N}\p{M}]+/gu, " ").trim() : word))
    .join("");
}

function isLinkable(word: string): boolean {
  if (address.test(word)) return true;
  return [...word.matchAll(host)].some(([found]) => {
    const { isIcann, isIp } = parse(found.replace(dots, "."));
    return isIcann === true || isIp === true;
  });
}

const longestInSubject = 60;

/** The text at a length that a list of mails shows and that has room for a name, not for a message, cut at a whole character as a reader sees it. */
export function shortened(text: string): string {
  const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  return characters.length <= longestInSubject
    ? text
    : `${characters
        .slice(0, longestInSubject - 1)
        .join("")
        .trimEnd()}…`;
}
