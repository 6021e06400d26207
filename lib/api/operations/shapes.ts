import { z } from "zod";
import { ApiError } from "#lib/api/errors";
import { pageToken, pageTokenSchema } from "#lib/api/page-token";
import { isPosition, type Page, type PageStart } from "#lib/keyset";
import { metadataLimits } from "#lib/organizations/rules";
import { externalIdSchema, metadataOf } from "#lib/organizations/schema";

/** What several operations ask for or answer with, in the API's names. */

/** An id in a request, of whatever exists or does not. */
export const idSchema = z
  .string({ error: "An id is text." })
  .min(1, "An id is needed.")
  .max(32, "No id is longer than 32 characters.");

/** Your own system's id in a request. */
export const externalIdLookup = z
  .string({ error: "An external id is text." })
  .min(1, "An external id is needed.")
  .max(255, "No external id is longer than 255 characters.");

/** By id or by external id: the request says one of them. */
export const identity = { id: idSchema.optional(), external_id: externalIdLookup.optional() };

export type Identity = { id?: string | undefined; external_id?: string | undefined };

/**
 * What a request names by one of its two ids.
 * @param thing what it is, for whoever names none or two
 */
export function nameOf(
  thing: string,
  { id, external_id: externalId }: Identity,
): { id: string } | { externalId: string } {
  if (id !== undefined && externalId === undefined) return { id };
  if (externalId !== undefined && id === undefined) return { externalId };
  const message = `Name the ${thing} by its id or by its external_id: by one of them.`;
  throw new ApiError("INVALID_ARGUMENT", message, { violations: [{ field: "id", message }] });
}

export const externalIdIn = externalIdSchema.shape.externalId.meta({
  maxLength: 255,
  description: "Your own system’s id, but not . or .. alone. Empty: none.",
  examples: ["customer_12345"],
});

/** @param most how many pairs there may be */
export const metadataIn = (most: number = metadataLimits.pairs) =>
  metadataOf(most).meta({
    type: "object",
    additionalProperties: { type: "string", minLength: 1, maxLength: metadataLimits.longestValue },
    maxProperties: most,
    propertyNames: { minLength: metadataLimits.shortestKey, maxLength: metadataLimits.longestKey },
    description: "Pairs of your own.",
    examples: [{ plan: "enterprise" }],
  });
export const replacing = { description: "Replaces all pairs; an empty one leaves them as they are." };

/** On the wire an empty map and none are one. */
export const pairsIn = (metadata: Record<string, string> | undefined) =>
  metadata && Object.keys(metadata).length > 0 ? metadata : undefined;

export const metadataOut = z.record(z.string(), z.string()).meta({ description: "Pairs of your own." });

export const moment = z.iso.datetime().meta({ description: "RFC 3339, in UTC." });

/** A whole number, also as a query writes it. */
export const whole = (most: number) =>
  z
    .union(
      [
        z.int(),
        z
          .string()
          .regex(/^\d{1,9}$/)
          .transform(Number),
      ],
      { error: "Send a whole number." },
    )
    .pipe(z.int().min(0, "Send 0 or more.").max(most, `Send ${most} or less.`))
    .meta({ type: "integer", minimum: 0, maximum: most });

/**
 * Which page of a list, and how long it is.
 * @param most the longest page there is: a request for more is refused
 * @param positions which positions the list could have given
 */
export const pageIn = (most: number, positions: (text: string) => boolean = isPosition) => ({
  page_size: whole(most)
    .optional()
    .meta({ type: "integer", minimum: 0, maximum: most, description: "0 is the usual number." }),
  page_token: pageTokenSchema(positions).optional(),
});

export const pageOut = {
  next_page_token: z.string().meta({ description: "Of the next page; empty at the end." }),
  prev_page_token: z.string().meta({ description: "Of the page before; empty at the beginning." }),
  total_size: z.int().meta({ description: "How many there are on all pages." }),
};

/** How many a page has when nobody says so. */
const usualPage = 20;

type PageIn = { page_size?: number | undefined; page_token?: PageStart | undefined };

/** Which page a request asks for. */
export const pageAsked = ({ page_size: limit, page_token: start }: PageIn) => ({
  start: start ?? null,
  limit: limit || usualPage,
});

/** What an answer says of a page beside what is on it. */
export const pageTold = ({ next, previous, total }: Omit<Page<never>, "records">) => ({
  next_page_token: pageToken("after", next),
  prev_page_token: pageToken("before", previous),
  total_size: total,
});

/** Any part of a text. */
export const queryIn = z
  .string({ error: "A query is needed." })
  .transform((text) => text.normalize("NFC").trim())
  .pipe(z.string().min(3, "Use 3 characters or more.").max(100, "Use 100 characters or fewer."))
  .meta({ minLength: 3, maxLength: 100 });

export const nothingOut = z.object({}).meta({ id: "Empty" });
