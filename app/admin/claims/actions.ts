"use server";

import { refresh } from "next/cache";
import { action } from "#lib/action";
import { requireOperator } from "#lib/auth/gates";
import { addClaim, removeClaim } from "#lib/tokens/claims/mutations";
import { addClaimSchema, removeClaimSchema } from "#lib/tokens/claims/schema";

export const addClaimAction = action(requireOperator, addClaimSchema, async (context, input) => {
  await addClaim(context, input);
  refresh();
});

export const removeClaimAction = action(requireOperator, removeClaimSchema, async (context, input) => {
  await removeClaim(context, input);
  refresh();
});
