"use server";

import { redirect } from "next/navigation";
import { requireUser } from "#lib/auth/gates";
import { AppError } from "#lib/errors";
import { switchOrganization } from "#lib/sessions/mutations";

/** Goes to an organization and makes it the one the next sign-in starts in. Works as a form's action, with the slug bound. */
export async function switchOrganizationAction(slug: string): Promise<never> {
  const user = await requireUser();
  redirect(await addressOf(user, String(slug)));
}

/** No member any more: the list of what is left says so best. */
async function addressOf(user: Awaited<ReturnType<typeof requireUser>>, slug: string): Promise<string> {
  try {
    return `/o/${await switchOrganization(user.id, user.sessionId, slug)}`;
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return "/organizations";
    throw error;
  }
}
