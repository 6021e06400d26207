import { z } from "zod";
import { type Checked, checked } from "#lib/checked";
import { checkColor, checkDisplayName, checkLogoUrl } from "#lib/organizations/rules";
import { type ChosenIn, checkSlug } from "#lib/organizations/slugs/rules";

/**
 * The input of creating and changing organizations, shared by form, action and API. Unknown keys are dropped. What needs lists or
 * the database (reserved, taken) is judged by the domain afterwards, through `refusal()` and the unique index.
 */

/** An address, or "" for none. */
const optionalSlug = (chosenIn: ChosenIn) =>
  checked((raw): Checked => {
    const result = raw === "" ? ({ ok: true } as const) : checkSlug(raw, { chosenIn });
    return result.ok ? { ok: true, value: raw } : result;
  }, "Type an address.");

const displayName = checked(checkDisplayName, "Type a name.");
const logoUrl = checked(checkLogoUrl, "Type a full address that starts with https://.");
const color = checked(checkColor, "Use a colour such as #2563eb.");

/** `slug: ""` lets the server derive one from the name; `logoUrl` and `color` are "" for none. */
export const createOrganizationSchema = z.object({
  displayName,
  slug: optionalSlug("browser").default(""),
  logoUrl: logoUrl.default(""),
  color: color.default(""),
});

/**
 * The grammar of the API: an address the organization already has saves unchanged even if a browser could not have chosen it. `slug: ""`
 * is what one without an address has, or what operators take away; the mutation refuses it to others.
 */
export const renameOrganizationSchema = z.object({
  displayName,
  slug: optionalSlug("api"),
});

/** "" clears, and so does leaving a field out: the form always sends both. */
export const brandingSchema = z.object({ color: color.default(""), logoUrl: logoUrl.default("") });

/** The first organization, on /welcome, prefilled with what sign-up chose. */
export const welcomeSchema = z.object({ ...renameOrganizationSchema.shape, ...brandingSchema.shape });

export type CreateOrganization = z.output<typeof createOrganizationSchema>;
export type RenameOrganization = z.output<typeof renameOrganizationSchema>;
export type UpdateBranding = z.output<typeof brandingSchema>;
