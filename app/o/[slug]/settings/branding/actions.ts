"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { organizationAction } from "#lib/action";
import { fetchLogoAgain, saveBranding } from "#lib/logo-upload";
import { brandingSchema } from "#lib/organizations/schema";

/** Saves colour and logo, and draws the page again with them. */
export const updateBrandingAction = organizationAction(brandingSchema, async (member, input, form) => {
  await saveBranding(member, input, form);
  refresh();
});

/** Has the picture behind the link fetched once more. */
export const fetchLogoAction = organizationAction(z.object({}), async ({ context }) => {
  await fetchLogoAgain(context);
  refresh();
});
