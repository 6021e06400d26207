"use server";

import { redirect } from "next/navigation";
import { action } from "#lib/action";
import { requireOperator } from "#lib/auth/gates";
import { refusedAddress } from "#lib/organizations/mutations";
import { createForCustomer } from "#lib/organizations/operations/mutations";
import { createForCustomerSchema } from "#lib/organizations/operations/schema";

export const createForCustomerAction = action(
  requireOperator,
  createForCustomerSchema,
  async (context, input, form) => {
    const key = form.get("creationKey");
    const id = await createForCustomer(context, { ...input, creationKey: typeof key === "string" ? key : null });
    redirect(`/admin/organizations/${id}`);
  },
  ({ actor }, { slug }) => (slug ? refusedAddress(slug, actor) : {}),
);
