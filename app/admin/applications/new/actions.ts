"use server";

import { redirect } from "next/navigation";
import { action } from "#lib/action";
import { createApplication } from "#lib/applications/mutations";
import { createApplicationSchema } from "#lib/applications/schema";
import { requireOperator } from "#lib/auth/gates";
import { creationKeyIn } from "#lib/creation-key";

/** A secret is in this answer alone: where there is one, the page stays and shows it. A form sent twice leads to what it made. */
export const createApplicationAction = action(
  requireOperator,
  createApplicationSchema,
  async (context, input, form) => {
    const { id, secret } = await createApplication(context, { ...input, creationKey: creationKeyIn(form) });
    if (secret === null) redirect(`/admin/applications/${id}`);
    return { made: { id, secret } };
  },
);
