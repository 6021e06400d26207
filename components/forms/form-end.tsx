"use client";

import { type ComponentProps, type ReactNode, useEffect, useState } from "react";
import type { ActionState } from "#lib/action";
import { FieldMessage } from "../ui/field-message.tsx";
import { Note } from "../ui/note.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";

type FormEndProps = {
  state: ActionState;
  pending: boolean;
  /** The label while it works. */
  waiting?: string;
  /** `solid` unless it is one of several on its page. */
  variant?: ComponentProps<typeof SubmitButton>["variant"];
  /** The label of the one button. */
  children: ReactNode;
};

const shownFor = 4000;

/** The end of a form that stays where it is: what went wrong with all of it, its button, and "Saved" beside it for a while. */
export function FormEnd({ state, pending, waiting = "Saving", variant, children }: FormEndProps) {
  const [faded, setFaded] = useState<ActionState | null>(null);
  useEffect(() => {
    if (state.status !== "saved") return;
    const timer = setTimeout(() => setFaded(state), shownFor);
    return () => clearTimeout(timer);
  }, [state]);
  return (
    <div className="grid gap-4">
      {state.status === "error" && state.message ? <Note tone="danger">{state.message}</Note> : null}
      <div className="flex flex-wrap items-center gap-4">
        <SubmitButton pending={pending} waiting={waiting} variant={variant}>
          {children}
        </SubmitButton>
        <div role="status">
          {state.status === "saved" && faded !== state ? <FieldMessage tone="success">Saved</FieldMessage> : null}
        </div>
      </div>
    </div>
  );
}
