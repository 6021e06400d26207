"use client";

import type { FormAction } from "#lib/action";
import { useFormAction } from "@/components/forms/use-form-action";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { Section } from "@/components/ui/section";
import { SubmitButton } from "@/components/ui/submit-button";

type DangerZoneProps = {
  action: FormAction;
  displayName: string;
  /** How long operators can take it back, in days. */
  graceDays: number;
  words: { one: string };
};

/** Deleting: what happens, and the name to type. Last on its page, and alone. */
export function DangerZone({ action, displayName, graceDays, words: { one } }: DangerZoneProps) {
  const { state, pending, form } = useFormAction(action);
  return (
    <Section id="delete" title={`Delete this ${one}`}>
      <Card padded>
        <form {...form} className="grid max-w-form gap-8">
          <div className="grid gap-2 text-ink-2">
            <p>Everyone loses access at once, you included. Its sign-in page is gone, and its address stays taken.</p>
            <p>For {graceDays} days the people who run this installation can restore it; then it is gone for good.</p>
          </div>
          <Field
            id="confirmation"
            label={
              <span className="font-normal text-ink-2 [&>b]:text-ink [overflow-wrap:anywhere]">
                Type <b>{displayName}</b> to confirm
              </span>
            }
            error={state.fields?.confirmation}
          >
            {(control) => (
              <Input
                {...control}
                name="confirmation"
                autoComplete="off"
                autoCapitalize="off"
                spellCheck={false}
                defaultValue={state.values?.confirmation}
              />
            )}
          </Field>
          {state.status === "error" && state.message ? <Note tone="danger">{state.message}</Note> : null}
          <div>
            <SubmitButton variant="danger" pending={pending} waiting="Deleting">
              Delete {one}
            </SubmitButton>
          </div>
        </form>
      </Card>
    </Section>
  );
}
