"use server";

import { redirect } from "next/navigation";
import { organizationAction } from "#lib/action";
import { authorize } from "#lib/auth/context";
import { requireUser } from "#lib/auth/gates";
import { readLogoChoice } from "#lib/logo-upload";
import { refusedAddress, settleIn } from "#lib/organizations/mutations";
import { welcomeSchema } from "#lib/organizations/schema";
import { limitAddressChanges } from "#lib/rate-limit";
import { markWelcomed } from "#lib/users/mutations";

/** Saves what the person made of their first organization, and lets them in. */
export const continueAction = organizationAction(
  welcomeSchema,
  async ({ context, brand }, input, form) => {
    // The domain asks too; but nobody else may make the server read a picture.
    authorize(context, "organization:manage");
    const stored = { before: brand.logoUrl, actorId: context.actor.id };
    const choice = await readLogoChoice(form, { logoUrl: input.logoUrl, ...stored });
    if (input.slug !== "" && input.slug !== brand.slug) await limitAddressChanges(context.actor.id);
    await settleIn(context, { ...input, ...choice });
    redirect(`/o/${input.slug || brand.slug}`);
  },
  ({ context, brand }, { slug }) => (slug && slug !== brand.slug ? refusedAddress(slug, context.actor) : {}),
);

/** Leaves everything as sign-up made it. */
export async function skipAction(slug: string): Promise<never> {
  const user = await requireUser();
  await markWelcomed(user.id);
  redirect(`/o/${encodeURIComponent(String(slug))}`);
}
