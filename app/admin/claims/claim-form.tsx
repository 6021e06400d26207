"use client";

import { FormEnd } from "@/components/forms/form-end";
import { useFormAction } from "@/components/forms/use-form-action";
import { Card } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { Field, FieldSet } from "@/components/ui/field";
import { asTyped, Input } from "@/components/ui/input";
import { addClaimAction } from "./actions";

const tokens = [
  { field: "inIdToken", label: "ID token" },
  { field: "inAccessToken", label: "Access token" },
] as const;

/** @param paths what the path field suggests */
export function ClaimForm({ paths }: { paths: readonly string[] }) {
  const { state, pending, form } = useFormAction(addClaimAction);
  return (
    <Card padded>
      <form {...form} className="grid max-w-form gap-8">
        <Field id="name" label="Name" error={state.fields?.name} hint="What applications read it by, such as plan.">
          {(control) => <Input {...control} mono {...asTyped} name="name" defaultValue={state.values?.name} />}
        </Field>
        <Field
          id="path"
          label="Path"
          error={state.fields?.path}
          hint="Where its value is, such as organization.metadata.plan or user.metadata.team."
        >
          {(control) => (
            <Input {...control} mono {...asTyped} name="path" list="paths" defaultValue={state.values?.path} />
          )}
        </Field>
        <datalist id="paths">
          {paths.map((path) => (
            <option key={path} value={path} />
          ))}
        </datalist>
        <FieldSet id="tokens" label="Tokens that carry it" error={state.fields?.tokens}>
          <div className="flex flex-wrap gap-x-6">
            {tokens.map(({ field, label }) => (
              <Checkbox
                key={field}
                name={field}
                label={label}
                aria-invalid={state.fields?.tokens ? true : undefined}
                aria-describedby={state.fields?.tokens ? "tokens-error" : undefined}
                defaultChecked={state.values ? Object.hasOwn(state.values, field) : true}
              />
            ))}
          </div>
        </FieldSet>
        <FormEnd state={state} pending={pending} waiting="Adding">
          Add claim
        </FormEnd>
      </form>
    </Card>
  );
}
