import { z } from "zod";
import type { PageStart } from "#lib/keyset";

/** Where a page begins, as text that nobody needs to read: "a" or "b" for after or before, and the position. */

const prefixes = { after: "a", before: "b" } as const;

export function pageToken(way: "after" | "before", position: string | null): string {
  return position === null ? "" : Buffer.from(`${prefixes[way]}${position}`).toString("base64url");
}

/**
 * A token as it comes back: "" or none is the first page, and what was never given out is refused.
 * @param isPosition whether a text is a position that the list could have given
 */
export const pageTokenSchema = (isPosition: (text: string) => boolean) =>
  z
    .string({ error: "A page token is text." })
    .transform((token, context): PageStart => {
      if (token === "") return null;
      const text = Buffer.from(token, "base64url").toString();
      const [way, position] = [text.slice(0, 1), text.slice(1)];
      // One spelling for each: what only decodes to the same is none that was given out.
      if (isPosition(position) && Buffer.from(text).toString("base64url") === token) {
        if (way === prefixes.after) return { after: position };
        if (way === prefixes.before) return { before: position };
      }
      context.addIssue({
        code: "custom",
        message: "That is no page token of a list. Use the one that came with the page before.",
      });
      return z.NEVER;
    })
    .meta({ description: "Where the page begins: the token that came with another page." });
