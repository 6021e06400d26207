"use client";

import type { ReactNode } from "react";
import type { FormAction } from "#lib/action";
import { useFormAction } from "@/components/forms/use-form-action";
import type { ButtonLook } from "@/components/ui/button";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";

type ActFormProps = Pick<ButtonLook, "variant" | "size"> & {
  action: FormAction;
  /** What is sent with it. */
  fields?: Readonly<Record<string, string>>;
  /** The label while it works. */
  waiting: string;
  children: ReactNode;
};

/** An act that is one button, and what stands in its way. */
export function ActForm({ action, fields = {}, waiting, variant = "outline", size, children }: ActFormProps) {
  const { state, pending, form } = useFormAction(action);
  const problem = state.message ?? Object.values(state.fields ?? {})[0];
  return (
    <form {...form} className="grid justify-items-start gap-3">
      {state.status === "error" && problem ? <Note tone="danger">{problem}</Note> : null}
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SubmitButton variant={variant} size={size} pending={pending} waiting={waiting}>
        {children}
      </SubmitButton>
    </form>
  );
}
