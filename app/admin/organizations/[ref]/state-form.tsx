"use client";

import type { ActionState } from "#lib/action";
import { useFormAction } from "@/components/forms/use-form-action";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";

type StateFormProps = {
  action: (state: ActionState, form: FormData) => Promise<ActionState>;
  label: string;
  /** The label while it works. */
  waiting: string;
  variant?: "outline" | "danger";
};

/** One button that opens or closes an organization, and what stands in the way of that. */
export function StateForm({ action, label, waiting, variant = "outline" }: StateFormProps) {
  const { state, pending, form } = useFormAction(action);
  const problem = state.message ?? Object.values(state.fields ?? {})[0];
  return (
    <form {...form} className="grid justify-items-start gap-3">
      {state.status === "error" && problem ? <Note tone="danger">{problem}</Note> : null}
      <SubmitButton variant={variant} pending={pending} waiting={waiting}>
        {label}
      </SubmitButton>
    </form>
  );
}
