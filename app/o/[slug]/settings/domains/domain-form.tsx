"use client";

import { useEffect } from "react";
import type { ActionState } from "#lib/action";
import { correctDomain } from "#lib/organizations/domains/rules";
import { standingError, useFormAction } from "@/components/forms/use-form-action";
import { useTyped } from "@/components/forms/use-typed";
import { Button } from "@/components/ui/button";
import { FieldMessage } from "@/components/ui/field-message";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { SubmitButton } from "@/components/ui/submit-button";

type DomainFormProps = {
  action: (state: ActionState, form: FormData) => Promise<ActionState>;
  /** The domain that is probably wanted, or "". */
  proposed: string;
};

/** Adds a domain. What was pasted in another form comes back as it should be, for the person to take. */
export function DomainForm({ action, proposed }: DomainFormProps) {
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
      <form {...form} className="grid gap-2 wide:grid-cols-[minmax(0,1fr)_auto]">
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
          autoCapitalize="none"
          autoComplete="off"
          autoCorrect="off"
          spellCheck={false}
          inputMode="url"
        />
        {error ? (
          <FieldMessage id="domain-error" tone="error" className="wide:col-span-2">
            {error}
          </FieldMessage>
        ) : null}
        <div className="grid wide:col-start-2 wide:row-start-2">
          <SubmitButton pending={pending} waiting="Adding">
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
