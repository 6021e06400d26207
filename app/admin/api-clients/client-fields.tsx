"use client";

import type { ActionState } from "#lib/action";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { ScopeBoxes } from "../scope-boxes";
import type { ScopeLine } from "../scopes";

type ClientFieldsProps = {
  state: ActionState;
  lines: readonly ScopeLine[];
  /** What it is now. */
  client?: { name: string; scopes: readonly string[] };
};

/** What an API client is called, and what it may do. */
export function ClientFields({ state, lines, client }: ClientFieldsProps) {
  const { fields, values } = state;
  return (
    <>
      <Field id="name" label="Name" error={fields?.name} hint="What it is for. Operators read it here and in the log.">
        {(control) => <Input {...control} name="name" autoComplete="off" defaultValue={values?.name ?? client?.name} />}
      </Field>
      <ScopeBoxes
        id="scopes"
        label="Scopes"
        hint="Give it no more than it needs."
        state={state}
        lines={lines}
        stored={client?.scopes}
      />
    </>
  );
}
