import { z } from "zod";
import { checked } from "#lib/checked";
import { lookupKey } from "#lib/lookup-key";
import { checkClaimName, checkClaimPath } from "./rules.ts";

/** What operators type about claims, shared by forms and actions. Unknown keys are dropped. */

/** A box of a form: there when it is checked. */
const box = z
  .string()
  .optional()
  .transform((value) => value !== undefined);

export const addClaimSchema = z
  .object({
    name: checked(checkClaimName, "Type a name, such as plan."),
    path: checked(checkClaimPath, "Type a path, such as organization.metadata.plan."),
    inIdToken: box,
    inAccessToken: box,
  })
  .refine(({ inIdToken, inAccessToken }) => inIdToken || inAccessToken, {
    path: ["tokens"],
    message: "Choose at least one of the tokens.",
    // Said beside what is wrong with the other fields, not after it.
    when: () => true,
  });

/** One that is there, or is not. */
export const removeClaimSchema = z.object({ name: z.string({ error: "Name a claim." }).transform(lookupKey) });

export type AddClaim = z.output<typeof addClaimSchema>;
