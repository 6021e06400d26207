"use server";

import { redirect } from "next/navigation";
import { action } from "#lib/action";
import { createApiClient } from "#lib/api/clients/mutations";
import { apiClientSchema } from "#lib/api/clients/schema";
import { requireOperator } from "#lib/auth/gates";
import { creationKeyIn } from "#lib/creation-key";

/** The secret is in this answer alone, so the page stays and shows it. A form sent twice leads to what it made. */
export const createApiClientAction = action(requireOperator, apiClientSchema, async (context, input, form) => {
  const { id, secret } = await createApiClient(context, { ...input, creationKey: creationKeyIn(form) });
  if (secret === null) redirect(`/admin/api-clients/${id}`);
  return { made: { id, secret } };
});
