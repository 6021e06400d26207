"use server";

import { refresh } from "next/cache";
import { action } from "#lib/action";
import { requireUser } from "#lib/auth/gates";
import { updateProfile } from "#lib/users/mutations";
import { profileSchema } from "#lib/users/schema";

export const updateProfileAction = action(requireUser, profileSchema, async (user, input) => {
  await updateProfile(user, input);
  refresh();
});
