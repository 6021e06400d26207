"use client";

import { FormEnd } from "@/components/forms/form-end";
import { useFormAction } from "@/components/forms/use-form-action";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { updateProfileAction } from "./actions";

export function ProfileForm({ name, email }: { name: string; email: string }) {
  const { state, pending, form } = useFormAction(updateProfileAction);
  return (
    <form {...form} className="grid max-w-form gap-8">
      <Field id="name" label="Name" error={state.fields?.name}>
        {(control) => (
          <Input
            {...control}
            name="name"
            autoComplete="name"
            defaultValue={state.values?.name ?? name}
            maxLength={400}
          />
        )}
      </Field>
      <Field id="email" label="E-mail" hint="Your sign-in links go there. It cannot be changed yet.">
        {(control) => <Input {...control} type="email" value={email} readOnly />}
      </Field>
      <FormEnd state={state} pending={pending}>
        Save
      </FormEnd>
    </form>
  );
}
