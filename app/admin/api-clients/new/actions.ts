"use server";

import { action } from "#lib/action";
import { createApiClient } from "#lib/api/clients/mutations";
import { apiClientSchema } from "#lib/api/clients/schema";
import { requireOperator } from "#lib/auth/gates";

/** The secret is in this answer alone, so the page stays and shows it. */
export const createApiClientAction = action(requireOperator, apiClientSchema, async (context, input) => ({
  made: await createApiClient(context, input),
}));
