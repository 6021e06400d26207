"use server";

import { redirect } from "next/navigation";
import { action } from "#lib/action";
import { createApplication } from "#lib/applications/mutations";
import { createApplicationSchema } from "#lib/applications/schema";
import { requireOperator } from "#lib/auth/gates";

/** A secret is in this answer alone: where there is one, the page stays and shows it. A form sent twice leads to what it made. */
export const createApplicationAction = action(
  requireOperator,
  createApplicationSchema,
  async (context, input, form) => {
    const key = form.get("creationKey");
    const creationKey = typeof key === "string" ? key : null;
    const { id, secret } = await createApplication(context, { ...input, creationKey });
    if (secret === null) redirect(`/admin/applications/${id}`);
    return { made: { id, secret } };
  },
);
