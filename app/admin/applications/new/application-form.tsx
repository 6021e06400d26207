"use client";

import { applicationKinds } from "#lib/applications/types";
import { FormEnd } from "@/components/forms/form-end";
import { useFormAction } from "@/components/forms/use-form-action";
import { Choices } from "@/components/ui/choices";
import { Field, FieldSet } from "@/components/ui/field";
import { asTyped, Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import { CredentialsOnce } from "../../credentials-once";
import { kinds, parties } from "../kinds";
import { createApplicationAction } from "./actions";

/** What an application cannot do without; the rest is set on its own page. Its secret takes the place of the form. */
export function ApplicationForm({ words: { one }, creationKey }: { words: { one: string }; creationKey: string }) {
  const { state, pending, form } = useFormAction(createApplicationAction);
  if (state.made) {
    return (
      <CredentialsOnce {...state.made} note="The application is there." href={`/admin/applications/${state.made.id}`} />
    );
  }
  return (
    <form {...form} className="grid max-w-form gap-8">
      <input type="hidden" name="creationKey" value={state.values?.creationKey ?? creationKey} />
      <Field
        id="name"
        label="Name"
        error={state.fields?.name}
        hint="People read it where they sign in and are asked for consent."
      >
        {(control) => <Input {...control} name="name" autoComplete="off" defaultValue={state.values?.name} />}
      </Field>
      <FieldSet id="kind" label="Where it runs" error={state.fields?.kind} hint="This cannot be changed later.">
        <Choices
          name="kind"
          chosen={state.values?.kind ?? "web"}
          choices={applicationKinds.map((value) => ({ value, label: kinds[value].name, detail: kinds[value].detail }))}
        />
      </FieldSet>
      <FieldSet id="firstParty" label="Whose application it is" error={state.fields?.firstParty}>
        <Choices name="firstParty" chosen={state.values?.firstParty ?? "yes"} choices={parties} />
      </FieldSet>
      <Field
        id="callbackUrls"
        label="Callback URLs"
        error={state.fields?.callbackUrls}
        hint={`One a line. Where people return to after signing in; without one nobody can. {{org_slug}} stands for the address of their ${one}.`}
      >
        {(control) => (
          <Textarea
            code
            {...control}
            name="callbackUrls"
            {...asTyped}
            placeholder="https://app.com/callback"
            defaultValue={state.values?.callbackUrls}
          />
        )}
      </Field>
      <FormEnd state={state} pending={pending} waiting="Creating">
        Create application
      </FormEnd>
    </form>
  );
}
