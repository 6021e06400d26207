import { z } from "zod";
import { checked } from "#lib/checked";
import { checkDisplayName } from "#lib/organizations/rules";

const missing = "Type your name.";

/** What a person may change about themselves. A person's name obeys the same rules as an organization's. */
export const profileSchema = z.object({
  name: checked((raw) => (raw.trim() === "" ? { ok: false, message: missing } : checkDisplayName(raw)), missing),
});

/** A name, or a part of one, that a back-end knows. "" is none. */
export const nameSchema = checked(
  (raw) => (raw.trim() === "" ? { ok: true, value: "" } : checkDisplayName(raw)),
  "A name is text.",
);

export type UpdateProfile = z.output<typeof profileSchema>;
