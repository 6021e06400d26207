"use client";

import type { FormAction } from "#lib/action";
import { FormEnd } from "@/components/forms/form-end";
import { useFormAction } from "@/components/forms/use-form-action";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** The name alone: an address is changed by members. */
export function NameForm({ action, displayName }: { action: FormAction; displayName: string }) {
  const { state, pending, form } = useFormAction(action);
  return (
    <form {...form} className="grid max-w-form gap-8">
      <Field id="displayName" label="Name" error={state.fields?.displayName}>
        {(control) => (
          <Input
            {...control}
            name="displayName"
            autoComplete="off"
            defaultValue={state.values?.displayName ?? displayName}
          />
        )}
      </Field>
      <FormEnd state={state} pending={pending}>
        Save
      </FormEnd>
    </form>
  );
}
