import type { ComponentProps, ReactNode } from "react";
import type { ActionState } from "#lib/action";
import type { DoorFrame } from "#lib/door-address";
import { Field } from "@/components/ui/field";
import { asTyped, Input } from "@/components/ui/input";

type PropertyFieldProps = Omit<ComponentProps<typeof Input>, "id" | "name" | "value" | "defaultValue"> & {
  name: string;
  label: string;
  hint?: ReactNode;
  /** Said at the end of the label's line. */
  aside?: string;
  state: ActionState;
  /** What is stored; what was typed and refused goes before it. */
  value?: string | null;
};

/** A property of an organization in an operator's form: shown as it is stored, nothing completed or corrected. */
export function PropertyField({ name, label, hint, aside, state, value, ...input }: PropertyFieldProps) {
  return (
    <Field id={name} label={label} hint={hint} aside={aside} error={state.fields?.[name]}>
      {(control) => (
        <Input
          {...asTyped}
          mono
          {...input}
          {...control}
          name={name}
          defaultValue={state.values?.[name] ?? value ?? ""}
        />
      )}
    </Field>
  );
}

type OneProps = Pick<PropertyFieldProps, "state" | "value" | "hint" | "aside">;

export function NameField(props: OneProps) {
  return (
    <PropertyField
      {...props}
      name="displayName"
      label="Name"
      mono={false}
      autoCapitalize="words"
      spellCheck={undefined}
    />
  );
}

/** @param frame doorAddress("") */
export function AddressField({ frame, ...props }: OneProps & { frame: DoorFrame }) {
  return <PropertyField {...props} name="slug" label="Address" prefix={frame.before} suffix={frame.after} />;
}

export function ExternalIdField(props: OneProps) {
  return (
    <PropertyField
      hint="What your own system calls it. Upper and lower case differ."
      {...props}
      name="externalId"
      label="External id"
    />
  );
}
