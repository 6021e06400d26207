"use client";

import { unstable_rethrow } from "next/navigation";
import { type FormEvent, useActionState, useEffect, useRef, useState, useTransition } from "react";
import type { ActionState, FormAction } from "#lib/action";

const idle: ActionState = { status: "idle" };

/**
 * A form over a server action: spread `form` on the <form>. It posts without scripts too. With them what was typed or chosen
 * stays until it is saved, a lost connection becomes a sentence, and a refusal moves the focus to the first field that has one.
 * A form that checks itself first brings an onSubmit of its own and calls `send`.
 * `initial` is what a page shows after a redirect, such as "saved".
 */
export function useFormAction(action: FormAction, initial: ActionState = idle) {
  const [posted, post] = useActionState(action, initial);
  const [answered, setAnswered] = useState<ActionState | null>(null);
  const [pending, startTransition] = useTransition();
  const state = answered ?? posted;
  const ref = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // The page is drawn again with what was stored, which may be a tidier spelling of what was typed.
    if (state.status === "saved") ref.current?.reset();
    if (state.status === "error") focusFirstError(ref.current);
  }, [state]);

  const send = (form: FormData) =>
    startTransition(async () => {
      const answer = await action(idle, withoutEmptyFiles(form)).catch(explainLoss);
      startTransition(() => setAnswered(answer));
    });
  // React would empty the form after its action, refused or not.
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!pending) send(new FormData(event.currentTarget));
  };
  return { state, pending, send, form: { ref, action: post, onSubmit, noValidate: true } };
}

/** What the server said of a field, as long as the field says what was sent: about anything else it has said nothing. */
export function standingError(state: ActionState, name: string, value: string | undefined): string | undefined {
  return value === state.values?.[name] ? state.fields?.[name] : undefined;
}

/** A file field that nothing was chosen in posts an empty file, which loses its empty name on the way to an action. */
function withoutEmptyFiles(form: FormData): FormData {
  for (const [name, value] of [...form]) {
    if (value instanceof File && value.size === 0 && value.name === "") form.delete(name);
  }
  return form;
}

/** Redirects are thrown too, and go on. */
function explainLoss(error: unknown): ActionState {
  unstable_rethrow(error);
  return { status: "error", message: "That did not get through. Check your connection and send it again." };
}

/** Moves the focus to the first field that says it is wrong. */
export function focusFirstError(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
}
