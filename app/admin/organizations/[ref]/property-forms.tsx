"use client";

import type { ActionState } from "#lib/action";
import { FormEnd } from "@/components/forms/form-end";
import { useFormAction } from "@/components/forms/use-form-action";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { MetadataFields } from "../../metadata-fields";

type FormAction = (state: ActionState, form: FormData) => Promise<ActionState>;

const plain = { autoComplete: "off", autoCapitalize: "none", spellCheck: false } as const;

type NameFormProps = {
  action: FormAction;
  displayName: string;
  address: string | null;
  /** doorAddress("") */
  frame: { before: string; after: string };
};

export function NameForm({ action, displayName, address, frame }: NameFormProps) {
  const { state, pending, form } = useFormAction(action);
  return (
    <Card padded>
      <form {...form} className="grid max-w-form gap-8">
        <Field id="displayName" label="Name" error={state.fields?.displayName}>
          {(control) => (
            <Input
              {...control}
              name="displayName"
              autoComplete="off"
              defaultValue={state.values?.displayName ?? displayName}
            />
          )}
        </Field>
        <Field
          id="slug"
          label="Address"
          error={state.fields?.slug}
          hint="The old address leads to the new one. Without an address the id stands in its place."
        >
          {(control) => (
            <Input
              {...control}
              {...plain}
              name="slug"
              mono
              prefix={frame.before}
              suffix={frame.after}
              defaultValue={state.values?.slug ?? address ?? ""}
            />
          )}
        </Field>
        <FormEnd state={state} pending={pending} variant="outline">
          Save name and address
        </FormEnd>
      </form>
    </Card>
  );
}

export function ExternalIdForm({ action, externalId }: { action: FormAction; externalId: string | null }) {
  const { state, pending, form } = useFormAction(action);
  return (
    <Card padded>
      <form {...form} className="grid max-w-form gap-8">
        <Field
          id="externalId"
          label="External id"
          error={state.fields?.externalId}
          hint="What your own system calls it. Upper and lower case differ."
        >
          {(control) => (
            <Input
              {...control}
              {...plain}
              name="externalId"
              mono
              defaultValue={state.values?.externalId ?? externalId ?? ""}
            />
          )}
        </Field>
        <FormEnd state={state} pending={pending} variant="outline">
          Save external id
        </FormEnd>
      </form>
    </Card>
  );
}

type MetadataFormProps = { action: FormAction; pairs: readonly (readonly [string, string])[] };

export function MetadataForm({ action, pairs }: MetadataFormProps) {
  const { state, pending, form } = useFormAction(action);
  return (
    <Card padded>
      <form {...form} className="grid max-w-form gap-8">
        <MetadataFields pairs={pairs} state={state} />
        <FormEnd state={state} pending={pending} variant="outline">
          Save metadata
        </FormEnd>
      </form>
    </Card>
  );
}
