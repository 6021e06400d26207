import { z } from "zod";
import { checkDisplayName } from "#lib/organizations/rules";

/** What a person may change about themselves. A person's name obeys the same rules as an organization's. */
export const profileSchema = z.object({
  name: z.string({ error: "Type your name." }).transform((raw, context) => {
    const checked = checkDisplayName(raw);
    if (checked.ok) return checked.value;
    context.addIssue({ code: "custom", message: raw.trim() === "" ? "Type your name." : checked.message });
    return z.NEVER;
  }),
});

export type UpdateProfile = z.output<typeof profileSchema>;
