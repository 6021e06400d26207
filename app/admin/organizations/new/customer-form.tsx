"use client";

import { FormEnd } from "@/components/forms/form-end";
import { useFormAction } from "@/components/forms/use-form-action";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { MetadataFields } from "../../metadata-fields";
import { createForCustomerAction } from "./actions";

type CustomerFormProps = {
  /** doorAddress("") */
  frame: { before: string; after: string };
  words: { one: string };
  creationKey: string;
};

/** An organization for a customer: all that can be set before anybody is in it. */
export function CustomerForm({ frame, words, creationKey }: CustomerFormProps) {
  const { state, pending, form } = useFormAction(createForCustomerAction);
  const plain = { autoComplete: "off", autoCapitalize: "none", spellCheck: false } as const;
  return (
    <form {...form} className="grid max-w-form gap-8">
      <input type="hidden" name="creationKey" value={state.values?.creationKey ?? creationKey} />
      <Field id="displayName" label="Name" error={state.fields?.displayName}>
        {(control) => (
          <Input {...control} name="displayName" autoComplete="off" defaultValue={state.values?.displayName} />
        )}
      </Field>
      <Field
        id="slug"
        label="Address"
        aside="Optional"
        error={state.fields?.slug}
        hint="Made from the name unless you type one. A whole hostname is fine too."
      >
        {(control) => (
          <Input
            {...control}
            {...plain}
            name="slug"
            mono
            prefix={frame.before}
            suffix={frame.after}
            defaultValue={state.values?.slug}
          />
        )}
      </Field>
      <Field
        id="externalId"
        label="External id"
        aside="Optional"
        error={state.fields?.externalId}
        hint={`What your own system calls this ${words.one}. It can be looked up by it.`}
      >
        {(control) => <Input {...control} {...plain} name="externalId" mono defaultValue={state.values?.externalId} />}
      </Field>
      <Field
        id="logoUrl"
        label="Link to a logo"
        aside="Optional"
        error={state.fields?.logoUrl}
        hint="Foyer fetches a copy. Without one the first letter stands in."
      >
        {(control) => (
          <Input
            {...control}
            {...plain}
            name="logoUrl"
            type="url"
            mono
            placeholder="https://"
            defaultValue={state.values?.logoUrl}
          />
        )}
      </Field>
      <Field id="color" label="Colour" aside="Optional" error={state.fields?.color} hint="As hex, such as #2563eb.">
        {(control) => (
          <Input
            {...control}
            {...plain}
            name="color"
            mono
            className="!w-32"
            placeholder="#rrggbb"
            defaultValue={state.values?.color}
          />
        )}
      </Field>
      <MetadataFields pairs={[]} state={state} />
      <FormEnd state={state} pending={pending} waiting="Creating">
        {`Create ${words.one}`}
      </FormEnd>
    </form>
  );
}
