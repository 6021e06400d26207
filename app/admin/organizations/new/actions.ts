"use server";

import { redirect } from "next/navigation";
import { action } from "#lib/action";
import { requireOperator } from "#lib/auth/gates";
import { creationKeyIn } from "#lib/creation-key";
import { refusedAddress } from "#lib/organizations/mutations";
import { createForCustomer } from "#lib/organizations/operations/mutations";
import { createForCustomerSchema } from "#lib/organizations/operations/schema";

export const createForCustomerAction = action(
  requireOperator,
  createForCustomerSchema,
  async (context, input, form) => {
    const id = await createForCustomer(context, { ...input, creationKey: creationKeyIn(form) });
    redirect(`/admin/organizations/${id}`);
  },
  ({ actor }, { slug }) => (slug ? refusedAddress(slug, actor) : {}),
);
