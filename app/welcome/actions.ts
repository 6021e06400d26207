"use server";

import { redirect } from "next/navigation";
import { organizationAction } from "#lib/action";
import { requireUser } from "#lib/auth/gates";
import { safeCallbackUrl } from "#lib/auth/rules";
import { env } from "#lib/env";
import { readLogoChoice } from "#lib/logo-upload";
import { renameOrganization, updateBranding } from "#lib/organizations/mutations";
import { welcomeSchema } from "#lib/organizations/schema";
import { markWelcomed } from "#lib/users/mutations";

/** Saves what the person made of their first organization, and lets them in. */
export const continueAction = organizationAction(welcomeSchema, async ({ context, brand }, input, form) => {
  // First, because it may refuse: then nothing has changed yet.
  const choice = await readLogoChoice(form, input.logoUrl, brand.logoUrl);
  const slug = await renameOrganization(context, input);
  await updateBranding(context, { ...input, ...choice });
  await markWelcomed(context.actor.id);
  redirect(onward(form, slug));
});

/** Leaves everything as sign-up made it. */
export async function skipAction(slug: string, form: FormData): Promise<never> {
  const user = await requireUser();
  await markWelcomed(user.id);
  redirect(onward(form, String(slug)));
}

/** To where the sign-in was meant to end, else into the organization. */
function onward(form: FormData, slug: string): string {
  const asked = safeCallbackUrl(form.get("callbackUrl"), env.APP_URL);
  return asked === "/home" ? `/o/${encodeURIComponent(slug)}` : asked;
}
