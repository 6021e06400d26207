"use client";

import { type ComponentProps, useEffect } from "react";
import type { FormAction } from "#lib/action";
import { correctDomain } from "#lib/organizations/domains/rules";
import { standingError, useFormAction } from "../forms/use-form-action.ts";
import { useTyped } from "../forms/use-typed.ts";
import { Button } from "../ui/button.tsx";
import { FieldMessage } from "../ui/field-message.tsx";
import { asTyped, Input } from "../ui/input.tsx";
import { Note } from "../ui/note.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";

type DomainFormProps = {
  action: FormAction;
  /** The domain that is probably wanted, or "". */
  proposed?: string;
  /** `solid` unless it is one of several forms on its page. */
  variant?: ComponentProps<typeof SubmitButton>["variant"];
};

/** Adds a domain. What was pasted in another form comes back as it should be, for the person to take. */
export function DomainForm({ action, proposed = "", variant }: DomainFormProps) {
  const { state, pending, form } = useFormAction(action);
  const [domain, setDomain] = useTyped("domain", state.values?.domain ?? proposed);
  useEffect(() => {
    if (state.status === "saved") setDomain("");
  }, [state, setDomain]);
  const error = standingError(state, "domain", domain);
  const meant = error ? correctDomain(domain) : "";
  return (
    <div className="grid gap-2">
      {state.status === "saved" && state.message ? <Note>{state.message}</Note> : null}
      {state.status === "error" && state.message ? <Note tone="danger">{state.message}</Note> : null}
      <form {...form} className="grid gap-2 not-first:mt-2 wide:grid-cols-[minmax(0,1fr)_auto]">
        <label htmlFor="domain" className="font-medium wide:col-span-2">
          Domain
        </label>
        <Input
          id="domain"
          name="domain"
          mono
          value={domain}
          onChange={(event) => setDomain(event.target.value)}
          placeholder="orion-analytics.com"
          aria-describedby={error ? "domain-error" : undefined}
          aria-invalid={error ? true : undefined}
          {...asTyped}
          inputMode="url"
        />
        {error ? (
          <FieldMessage id="domain-error" tone="error" className="wide:col-span-2">
            {error}
          </FieldMessage>
        ) : null}
        <div className="grid wide:col-start-2 wide:row-start-2">
          <SubmitButton pending={pending} waiting="Adding" variant={variant}>
            Add domain
          </SubmitButton>
        </div>
      </form>
      {meant ? (
        // A form of its own, so that it can be taken without scripts too.
        <form action={form.action} onSubmit={form.onSubmit}>
          <input type="hidden" name="domain" value={meant} />
          <Button type="submit" size="small" className="max-w-full font-mono font-normal [&]:whitespace-normal">
            Add {meant}
          </Button>
        </form>
      ) : null}
    </div>
  );
}
