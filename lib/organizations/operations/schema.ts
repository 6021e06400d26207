import { z } from "zod";
import { checkMetadataKey, checkMetadataValue, metadataLimits } from "#lib/organizations/rules";
import { createOrganizationSchema, externalIdSchema, renameOrganizationSchema } from "#lib/organizations/schema";

/** What operators type, shared by their forms and actions. Unknown keys are dropped. */

/** The fields of a metadata form, one pair a row. */
export const metadataRows = Array.from({ length: metadataLimits.pairs }, (_, index) => ({
  key: `key${index}`,
  value: `value${index}`,
}));

/** Metadata from a form of rows: what is empty on both sides is left out, and each row says what is wrong with it. */
export const metadataFormSchema = z.looseObject({}).transform((form, context): { metadata: Record<string, string> } => {
  const found = new Map<string, string>();
  for (const row of metadataRows) {
    const [key, value] = [form[row.key] ?? "", form[row.value] ?? ""].map(String) as [string, string];
    if (key === "" && value === "") continue;
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: "custom", message, path: [field], input: form });
    const [checkedKey, checkedValue] = [checkMetadataKey(key), checkMetadataValue(value)];
    if (!checkedKey.ok) refuse(row.key, checkedKey.message);
    else if (found.has(key)) refuse(row.key, "Another pair has this key.");
    if (!checkedValue.ok) refuse(row.value, checkedValue.message);
    found.set(key, value);
  }
  // Defined, never assigned: a key may be `__proto__`.
  return { metadata: Object.fromEntries(found) };
});

/** An organization made for a customer. `slug: ""` lets the server derive one from the name. */
export const createForCustomerSchema = z
  .object({
    ...createOrganizationSchema.shape,
    slug: renameOrganizationSchema.shape.slug.default(""),
    externalId: externalIdSchema.shape.externalId.default(""),
  })
  .and(metadataFormSchema);

export type CreateForCustomer = z.output<typeof createForCustomerSchema>;
