"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { organizationAction } from "#lib/action";
import { authorize } from "#lib/auth/context";
import { readLogoChoice } from "#lib/logo-upload";
import { renewLogoCopy } from "#lib/organizations/logos/mutations";
import { updateBranding } from "#lib/organizations/mutations";
import { brandingSchema } from "#lib/organizations/schema";
import { limitBrandingChanges, limitLogos } from "#lib/rate-limit";

/** Saves colour and logo, and draws the page again with them. */
export const updateBrandingAction = organizationAction(brandingSchema, async ({ context, brand }, input, form) => {
  // The mutation asks too; but nobody else may make the server read a picture.
  authorize(context, "organization:manage");
  await limitBrandingChanges(context.actor.id);
  const stored = { before: brand.logoUrl, userId: context.actor.id };
  const choice = await readLogoChoice(form, { logoUrl: input.logoUrl, ...stored });
  await updateBranding(context, { ...input, ...choice });
  refresh();
});

/** Has the picture behind the link fetched once more. */
export const fetchLogoAction = organizationAction(z.object({}), async ({ context }) => {
  authorize(context, "organization:manage");
  await limitLogos(context.actor.id);
  await renewLogoCopy(context);
  refresh();
});
