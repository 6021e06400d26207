"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { portalAction } from "#lib/action";
import { fetchLogoAgain, saveBranding } from "#lib/logo-upload";
import { brandingSchema } from "#lib/organizations/schema";

export const updateBrandingAction = portalAction(brandingSchema, async (portal, input, form) => {
  await saveBranding(portal, input, form);
  refresh();
});

/** Has the picture behind the link fetched once more. */
export const fetchLogoAction = portalAction(z.object({}), async ({ context }) => {
  await fetchLogoAgain(context);
  refresh();
});
