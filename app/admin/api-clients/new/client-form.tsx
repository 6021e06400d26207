"use client";

import { FormEnd } from "@/components/forms/form-end";
import { useFormAction } from "@/components/forms/use-form-action";
import { CredentialsOnce } from "../../credentials-once";
import type { ScopeLine } from "../../scopes";
import { ClientFields } from "../client-fields";
import { createApiClientAction } from "./actions";

/** Its credentials take the place of the form. */
export function ClientForm({ lines, creationKey }: { lines: readonly ScopeLine[]; creationKey: string }) {
  const { state, pending, form } = useFormAction(createApiClientAction);
  if (state.made) {
    return (
      <CredentialsOnce {...state.made} note="The API client is there." href={`/admin/api-clients/${state.made.id}`} />
    );
  }
  return (
    <form {...form} className="grid max-w-form gap-8">
      <input type="hidden" name="creationKey" value={state.values?.creationKey ?? creationKey} />
      <ClientFields state={state} lines={lines} />
      <FormEnd state={state} pending={pending} waiting="Creating">
        Create API client
      </FormEnd>
    </form>
  );
}
