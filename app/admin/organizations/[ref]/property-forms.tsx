"use client";

import type { FormAction } from "#lib/action";
import type { DoorFrame } from "#lib/door-address";
import { FormEnd } from "@/components/forms/form-end";
import { useFormAction } from "@/components/forms/use-form-action";
import { Card } from "@/components/ui/card";
import { MetadataFields } from "../../metadata-fields";
import { AddressField, ExternalIdField, NameField } from "../../property-fields";

type NameFormProps = {
  action: FormAction;
  displayName: string;
  address: string | null;
  frame: DoorFrame;
};

export function NameForm({ action, displayName, address, frame }: NameFormProps) {
  const { state, pending, form } = useFormAction(action);
  return (
    <Card padded>
      <form {...form} className="grid max-w-form gap-8">
        <NameField state={state} value={displayName} />
        <AddressField
          state={state}
          value={address}
          frame={frame}
          hint="The old address leads to the new one. Without an address the id stands in its place."
        />
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
        <ExternalIdField state={state} value={externalId} />
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
