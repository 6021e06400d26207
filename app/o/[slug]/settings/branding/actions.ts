"use server";

import { refresh } from "next/cache";
import { organizationAction } from "#lib/action";
import { authorize } from "#lib/auth/context";
import { readLogoChoice } from "#lib/logo-upload";
import { updateBranding } from "#lib/organizations/mutations";
import { brandingSchema } from "#lib/organizations/schema";

/** Saves colour and logo, and draws the page again with them. */
export const updateBrandingAction = organizationAction(brandingSchema, async ({ context, brand }, input, form) => {
  // The mutation asks too; but nobody else may make the server read a picture.
  authorize(context, "organization:manage");
  const choice = await readLogoChoice(form, input.logoUrl, brand.logoUrl);
  await updateBranding(context, { ...input, ...choice });
  refresh();
});
