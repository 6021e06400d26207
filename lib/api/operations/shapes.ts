import { z } from "zod";
import { pageTokenSchema } from "#lib/api/page-token";
import { metadataLimits } from "#lib/organizations/rules";
import { metadataSchema } from "#lib/organizations/schema";

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

export const metadataIn = metadataSchema.meta({
  type: "object",
  additionalProperties: { type: "string", minLength: 1, maxLength: metadataLimits.longestValue },
  maxProperties: metadataLimits.pairs,
  propertyNames: { minLength: metadataLimits.shortestKey, maxLength: metadataLimits.longestKey },
  description: "Pairs of your own.",
  examples: [{ plan: "enterprise" }],
});

export const metadataOut = z.record(z.string(), z.string()).meta({ description: "Pairs of your own." });

export const moment = z.iso.datetime().meta({ description: "RFC 3339, in UTC." });

/** A whole number, also as a query writes it. */
const whole = (most: number) =>
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
 */
export const pageIn = (most: number) => ({
  page_size: whole(most)
    .optional()
    .meta({ type: "integer", minimum: 0, maximum: most, description: "0 is the usual number." }),
  page_token: pageTokenSchema.optional(),
});

export const pageOut = {
  next_page_token: z.string().meta({ description: "Of the next page; empty at the end." }),
  prev_page_token: z.string().meta({ description: "Of the page before; empty at the beginning." }),
  total_size: z.int().meta({ description: "How many there are on all pages." }),
};

/** How many a page has when nobody says so. */
export const usualPage = 20;

export const nothingOut = z.object({}).meta({ id: "Empty" });
