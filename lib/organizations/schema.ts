import { z } from "zod";
import { type Checked, checked } from "#lib/checked";
import {
  checkColor,
  checkDisplayName,
  checkExternalId,
  checkLogoUrl,
  checkMetadataKey,
  checkMetadataValue,
} from "#lib/organizations/rules";
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

/** Pairs as an object, whose keys may be any names, also `__proto__`. At most `most`. */
export const metadataOf = (most: number) =>
  z.unknown().transform((raw, context): Record<string, string> => {
    const refuse = (message: string, key?: string) =>
      context.addIssue({ code: "custom", message, input: raw, ...(key !== undefined && { path: [key] }) });
    if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
      refuse("Send an object of texts.");
      return z.NEVER;
    }
    const pairs = Object.entries(raw);
    if (pairs.length > most) refuse(`Use ${most} pairs or fewer.`);
    else for (const [key, value] of pairs) refusePair(key, value, refuse);
    return Object.fromEntries(pairs);
  });

function refusePair(key: string, value: unknown, refuse: (message: string, key: string) => void): void {
  const [checkedKey, checkedValue] = [checkMetadataKey(key), typeof value === "string" && checkMetadataValue(value)];
  if (!checkedKey.ok) refuse(checkedKey.message, key);
  else if (!checkedValue) refuse("A value is text.", key);
  else if (!checkedValue.ok) refuse(checkedValue.message, key);
}

/** `externalId: ""` clears it. */
export const externalIdSchema = z.object({ externalId: checked(checkExternalId, "Type the id as text.") });

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

/** The name alone: the address stays. */
export const nameSchema = renameOrganizationSchema.pick({ displayName: true });

/** "" clears, and so does leaving a field out: the form always sends both. */
export const brandingSchema = z.object({ color: color.default(""), logoUrl: logoUrl.default("") });

/** The first organization, on /welcome, prefilled with what sign-up chose. */
export const welcomeSchema = z.object({ ...renameOrganizationSchema.shape, ...brandingSchema.shape });

export type CreateOrganization = z.output<typeof createOrganizationSchema>;
export type RenameOrganization = z.output<typeof renameOrganizationSchema>;
export type UpdateBranding = z.output<typeof brandingSchema>;
