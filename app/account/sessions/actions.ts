"use server";

import { redirect } from "next/navigation";
import { requireUser } from "#lib/auth/gates";
import { AppError } from "#lib/errors";
import { revokeOtherSessions, revokeSession } from "#lib/sessions/mutations";

const page = "/account/sessions";

export async function revokeSessionAction(sessionId: string): Promise<never> {
  const user = await requireUser();
  try {
    await revokeSession(user, String(sessionId));
  } catch (error) {
    // Ended already, perhaps from another device: the page shows what is left.
    if (!(error instanceof AppError && error.code === "not_found")) throw error;
  }
  redirect(`${page}?ended=1`);
}

export async function revokeOthersAction(): Promise<never> {
  const user = await requireUser();
  await revokeOtherSessions(user, user.sessionId);
  redirect(`${page}?ended=others`);
}
