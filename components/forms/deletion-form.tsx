"use client";

import type { ReactNode } from "react";
import type { FormAction } from "#lib/action";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { asTyped, Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "./use-form-action";

type DeletionFormProps = {
  action: FormAction;
  /** What has to be typed. */
  name: string;
  /** What its button says. */
  label: string;
  /** What happens then. */
  children: ReactNode;
};

/** Deleting something that is gone for everybody: what happens, and its name to type. */
export function DeletionForm({ action, name, label, children }: DeletionFormProps) {
  const { state, pending, form } = useFormAction(action);
  return (
    <Card padded>
      <form {...form} className="grid max-w-form gap-8">
        <div className="grid gap-2 text-ink-2">{children}</div>
        <Field
          id="confirmation"
          label={
            <span className="font-normal text-ink-2 [&>b]:text-ink [overflow-wrap:anywhere]">
              Type <b>{name}</b> to confirm
            </span>
          }
          error={state.fields?.confirmation}
        >
          {(control) => (
            <Input {...control} name="confirmation" {...asTyped} defaultValue={state.values?.confirmation} />
          )}
        </Field>
        {state.status === "error" && state.message ? <Note tone="danger">{state.message}</Note> : null}
        <div>
          <SubmitButton variant="danger" pending={pending} waiting="Deleting">
            {label}
          </SubmitButton>
        </div>
      </form>
    </Card>
  );
}
