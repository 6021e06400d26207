"use server";

import { action } from "#lib/action";
import { requireOperator } from "#lib/auth/gates";
import { createEndpoint } from "#lib/webhooks/mutations";
import { endpointSchema } from "#lib/webhooks/schema";

/** The secret is in this answer alone. */
export const createEndpointAction = action(requireOperator, endpointSchema, async (context, input) => ({
  made: await createEndpoint(context, input),
}));
