"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { organizationAction } from "#lib/action";
import { renameOrganization } from "#lib/organizations/mutations";
import { renameOrganizationSchema } from "#lib/organizations/schema";
import { limitAddressChanges } from "#lib/rate-limit";

/** Changes name and address. At a new address the page is another one, which says that it was saved. */
export const renameAction = organizationAction(renameOrganizationSchema, async ({ context, brand }, input) => {
  if (input.slug !== brand.slug) await limitAddressChanges(context.actor.id);
  await renameOrganization(context, input);
  if (input.slug !== brand.slug) redirect(`/o/${input.slug}/settings?saved=1`);
  refresh();
});
