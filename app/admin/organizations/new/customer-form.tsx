"use client";

import type { DoorFrame } from "#lib/door-address";
import { FormEnd } from "@/components/forms/form-end";
import { useFormAction } from "@/components/forms/use-form-action";
import { MetadataFields } from "../../metadata-fields";
import { AddressField, ExternalIdField, NameField, PropertyField } from "../../property-fields";
import { createForCustomerAction } from "./actions";

type CustomerFormProps = {
  frame: DoorFrame;
  words: { one: string };
  creationKey: string;
};

/** An organization for a customer: all that can be set before anybody is in it. */
export function CustomerForm({ frame, words, creationKey }: CustomerFormProps) {
  const { state, pending, form } = useFormAction(createForCustomerAction);
  return (
    <form {...form} className="grid max-w-form gap-8">
      <input type="hidden" name="creationKey" value={state.values?.creationKey ?? creationKey} />
      <NameField state={state} />
      <AddressField
        state={state}
        frame={frame}
        aside="Optional"
        hint="Made from the name unless you type one. A whole hostname opens nothing until its domain is verified."
      />
      <ExternalIdField state={state} aside="Optional" />
      <PropertyField
        name="logoUrl"
        label="Link to a logo"
        aside="Optional"
        state={state}
        hint="Foyer fetches a copy. Without one the first letter stands in."
        type="url"
        placeholder="https://"
      />
      <PropertyField
        name="color"
        label="Colour"
        aside="Optional"
        state={state}
        hint="As hex, such as #2563eb."
        className="!w-32"
        placeholder="#rrggbb"
      />
      <MetadataFields pairs={[]} state={state} />
      <FormEnd state={state} pending={pending} waiting="Creating">
        {`Create ${words.one}`}
      </FormEnd>
    </form>
  );
}
