"use server";

import { refresh, revalidatePath } from "next/cache";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { portalAction } from "#lib/action";
import { cookieNames, cookieOptions } from "#lib/auth/cookies";
import { requirePortal } from "#lib/auth/gates";
import { renameOrganization } from "#lib/organizations/mutations";
import { nameSchema } from "#lib/organizations/schema";
import { finishPortal } from "#lib/portal-links/mutations";

/** Changes the name. The address is what people and applications know the organization by: that stays its members' to change. */
export const renameAction = portalAction(nameSchema, async ({ context }, input) => {
  await renameOrganization(context, input);
  refresh();
});

/** Closes the portal. Nothing of it may be shown from the browser's memory afterwards. */
export async function finishAction(link: string): Promise<never> {
  const { id, context } = await requirePortal(String(link));
  await finishPortal(context);
  (await cookies()).set(cookieNames.portal(id), "", { ...cookieOptions(), maxAge: 0 });
  revalidatePath("/", "layout");
  redirect("/portal/ended?finished=1");
}
