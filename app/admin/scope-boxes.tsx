import type { ActionState } from "#lib/action";
import { Checkbox } from "@/components/ui/checkbox";
import { FieldSet } from "@/components/ui/field";
import type { ScopeLine } from "./scopes";

type ScopeBoxesProps = {
  /** The field of the schema that they are read into, where errors are. */
  id: string;
  label: string;
  hint: string;
  state: ActionState;
  lines: readonly ScopeLine[];
  /** Those that are stored. */
  stored?: readonly string[];
};

/** A box for each scope, with what it allows. */
export function ScopeBoxes({ id, label, hint, state: { fields, values }, lines, stored = [] }: ScopeBoxesProps) {
  const error = fields?.[id];
  return (
    <FieldSet id={id} label={label} error={error} hint={hint}>
      <div className="grid gap-1">
        {lines.map(({ scope, sentence }) => (
          <Checkbox
            key={scope}
            name={scope}
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? `${id}-error` : undefined}
            defaultChecked={values ? Object.hasOwn(values, scope) : stored.includes(scope)}
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
  );
}
