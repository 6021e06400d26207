"use client";

import type { ActionState } from "#lib/action";
import { FormEnd } from "@/components/forms/form-end";
import { useFormAction } from "@/components/forms/use-form-action";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { asTyped, Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import { createPermissionAction, describePermissionAction } from "./actions";

export function CreatePermissionForm() {
  const { state, pending, form } = useFormAction(createPermissionAction);
  return (
    <Card padded>
      <form {...form} className="grid max-w-form gap-8">
        <Field
          id="name"
          label="Name"
          error={state.fields?.name}
          hint="What applications look for, such as invoices:read. It cannot be changed later."
        >
          {(control) => <Input {...control} name="name" mono {...asTyped} defaultValue={state.values?.name} />}
        </Field>
        <Description state={state} />
        <FormEnd state={state} pending={pending} waiting="Creating">
          Create permission
        </FormEnd>
      </form>
    </Card>
  );
}

export function DescribePermissionForm({ name, description }: { name: string; description: string }) {
  const { state, pending, form } = useFormAction(describePermissionAction);
  return (
    <Card padded>
      <form {...form} className="grid max-w-form gap-8">
        <input type="hidden" name="name" value={name} />
        <Description state={state} stored={description} />
        <FormEnd state={state} pending={pending} variant="outline">
          Save description
        </FormEnd>
      </form>
    </Card>
  );
}

function Description({ state, stored = "" }: { state: ActionState; stored?: string }) {
  return (
    <Field
      id="description"
      label="Description"
      aside="Optional"
      error={state.fields?.description}
      hint="What it lets people do, for whoever grants it."
    >
      {(control) => <Textarea {...control} name="description" defaultValue={state.values?.description ?? stored} />}
    </Field>
  );
}
