"use client";

import type { ActionState } from "#lib/action";
import { Checkbox } from "@/components/ui/checkbox";
import { Field, FieldSet } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ScopeLine } from "./scopes";

type ClientFieldsProps = {
  state: ActionState;
  lines: readonly ScopeLine[];
  /** What it is now. */
  client?: { name: string; scopes: readonly string[] };
};

/** What an API client is called, and what it may do. */
export function ClientFields({ state: { fields, values }, lines, client }: ClientFieldsProps) {
  const isChecked = (scope: string) =>
    values ? Object.hasOwn(values, scope) : (client?.scopes.includes(scope) ?? false);
  return (
    <>
      <Field id="name" label="Name" error={fields?.name} hint="What it is for. Operators read it here and in the log.">
        {(control) => <Input {...control} name="name" autoComplete="off" defaultValue={values?.name ?? client?.name} />}
      </Field>
      <FieldSet id="scopes" label="Scopes" error={fields?.scopes} hint="Give it no more than it needs.">
        <div className="grid gap-1">
          {lines.map(({ scope, sentence }) => (
            <Checkbox
              key={scope}
              name={scope}
              aria-invalid={fields?.scopes ? true : undefined}
              aria-describedby={fields?.scopes ? "scopes-error" : undefined}
              defaultChecked={isChecked(scope)}
              label={
                <span className="grid py-1.5">
                  <span className="font-mono text-small">{scope}</span>
                  <span className="text-ink-2 text-small">{sentence}</span>
                </span>
              }
            />
          ))}
        </div>
      </FieldSet>
    </>
  );
}
