"use server";

import { refresh, revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { organizationAction } from "#lib/action";
import { deleteOwnOrganization } from "#lib/organizations/lifecycle/mutations";
import { deleteOrganizationSchema } from "#lib/organizations/lifecycle/schema";
import { renameOrganization } from "#lib/organizations/mutations";
import { renameOrganizationSchema } from "#lib/organizations/schema";
import { limitAddressChanges } from "#lib/rate-limit";

/** Changes name and address. At a new address the page is another one, which says that it was saved. */
export const renameAction = organizationAction(renameOrganizationSchema, async ({ context, brand }, input) => {
  const moves = input.slug !== "" && input.slug !== brand.slug;
  if (moves) await limitAddressChanges(context.actor.id);
  await renameOrganization(context, input);
  if (moves) redirect(`/o/${input.slug}/settings?saved=1`);
  refresh();
});

/** Deletes the organization whose name was typed. Nothing of it may be shown from the browser's memory afterwards. */
export const deleteAction = organizationAction(deleteOrganizationSchema, async ({ context }, input) => {
  await deleteOwnOrganization(context, input);
  revalidatePath("/", "layout");
  redirect("/organizations?deleted=1");
});
