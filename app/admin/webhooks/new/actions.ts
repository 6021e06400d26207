"use server";

import { redirect } from "next/navigation";
import { action } from "#lib/action";
import { requireOperator } from "#lib/auth/gates";
import { creationKeyIn } from "#lib/creation-key";
import { createEndpoint } from "#lib/webhooks/mutations";
import { endpointSchema } from "#lib/webhooks/schema";

/** The secret is in this answer alone. A form sent twice leads to what it made. */
export const createEndpointAction = action(requireOperator, endpointSchema, async (context, input, form) => {
  const { id, secret } = await createEndpoint(context, { ...input, creationKey: creationKeyIn(form) });
  if (secret === null) redirect(`/admin/webhooks/${id}`);
  return { made: { id, secret } };
});
