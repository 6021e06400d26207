"use client";

import type { FormAction } from "#lib/action";
import type { DoorFrame } from "#lib/door-address";
import { AddressField } from "@/components/forms/address-field";
import { FormEnd } from "@/components/forms/form-end";
import { standingError, useFormAction } from "@/components/forms/use-form-action";
import { useTyped } from "@/components/forms/use-typed";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

type GeneralFormProps = {
  action: FormAction;
  displayName: string;
  slug: string;
  /** What to say of an address that opens nothing yet. */
  claim?: string | undefined;
  frame: DoorFrame;
  /** Whether the page comes from a rename that moved it here. */
  saved: boolean;
};

/** Name and address. The address follows nothing here: people have it in their bookmarks. */
export function GeneralForm({ action, displayName, slug: own, claim, frame, saved }: GeneralFormProps) {
  const { state, pending, form } = useFormAction(action, saved ? { status: "saved" } : undefined);
  const [slug, setSlug] = useTyped("slug", state.values?.slug ?? own);
  return (
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
      <div className="grid gap-2">
        <AddressField
          value={slug}
          onChange={setSlug}
          frame={frame}
          own={own}
          ownClaim={claim}
          hint={own === "" ? "It has none yet, and opens by its id." : undefined}
          error={standingError(state, "slug", slug)}
        />
        <p className="text-balance text-ink-3 text-small">
          After a change the old address leads to the new one, and nobody else can take it.
        </p>
      </div>
      <FormEnd state={state} pending={pending}>
        Save
      </FormEnd>
    </form>
  );
}
