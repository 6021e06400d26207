"use client";

import type { ReactNode } from "react";
import type { FormAction } from "#lib/action";
import { useFormAction } from "@/components/forms/use-form-action";
import { Card } from "@/components/ui/card";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";
import { SigningSecret } from "../signing-secret";

type SecretProps = {
  action: FormAction;
  /** What there is to know before. */
  children: ReactNode;
};

/** Another secret in place of the one there is. It takes the place of the button, so that nobody rotates twice by chance. */
export function Secret({ action, children }: SecretProps) {
  const { state, pending, form } = useFormAction(action);
  return (
    <Card padded className="grid justify-items-start gap-6">
      <div className="grid gap-2 max-w-measure text-ink-2">{children}</div>
      {state.status === "error" && state.message ? <Note tone="danger">{state.message}</Note> : null}
      {state.made ? (
        <div className="w-full">
          <SigningSecret secret={state.made.secret} />
        </div>
      ) : (
        <form {...form}>
          <SubmitButton variant="outline" pending={pending} waiting="Rotating">
            Rotate secret
          </SubmitButton>
        </form>
      )}
    </Card>
  );
}
