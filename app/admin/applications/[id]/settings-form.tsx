"use client";

import type { FormAction } from "#lib/action";
import type { Application } from "#lib/applications/types";
import { FormEnd } from "@/components/forms/form-end";
import { useFormAction } from "@/components/forms/use-form-action";
import { Card } from "@/components/ui/card";
import { Choices } from "@/components/ui/choices";
import { Field, FieldSet } from "@/components/ui/field";
import { asTyped, Input } from "@/components/ui/input";
import { ScopeBoxes } from "../../scope-boxes";
import type { ScopeLine } from "../../scopes";
import { parties } from "../kinds";

const lifetimes = [
  { name: "accessTokenSeconds", label: "Access token lifetime" },
  { name: "idTokenSeconds", label: "ID token lifetime" },
  { name: "refreshTokenSeconds", label: "Refresh token lifetime" },
] as const;

type SettingsFormProps = {
  action: FormAction;
  application: Application;
  /** How long tokens live where nothing else is said, in words. */
  usual: Record<(typeof lifetimes)[number]["name"], string>;
  /** The scopes that it may be given; null for one that cannot call the API. */
  lines: readonly ScopeLine[] | null;
};

const algorithms = [
  { value: "RS256", label: "RS256", detail: "What every library can verify." },
  { value: "ES256", label: "ES256", detail: "Shorter tokens." },
];

/** What an application is called, whose it is, what its tokens are like, and what it may do in the API. */
export function SettingsForm({ action, application, usual, lines }: SettingsFormProps) {
  const { state, pending, form } = useFormAction(action);
  return (
    <Card padded>
      <form {...form} className="grid max-w-form gap-8">
        <Field id="name" label="Name" error={state.fields?.name}>
          {(control) => (
            <Input {...control} name="name" autoComplete="off" defaultValue={state.values?.name ?? application.name} />
          )}
        </Field>
        <FieldSet id="firstParty" label="Whose application it is" error={state.fields?.firstParty}>
          <Choices
            name="firstParty"
            chosen={state.values?.firstParty ?? (application.firstParty ? "yes" : "no")}
            choices={parties}
          />
        </FieldSet>
        <Field
          id="audience"
          label="Audience"
          aside="Optional"
          error={state.fields?.audience}
          hint="What access tokens say they are for. Left empty, it is the client id."
        >
          {(control) => (
            <Input
              {...control}
              {...asTyped}
              name="audience"
              mono
              defaultValue={state.values?.audience ?? application.audience ?? ""}
            />
          )}
        </Field>
        <FieldSet id="signingAlgorithm" label="Signing algorithm" error={state.fields?.signingAlgorithm}>
          <Choices
            name="signingAlgorithm"
            chosen={state.values?.signingAlgorithm ?? application.signingAlgorithm}
            choices={algorithms}
          />
        </FieldSet>
        {lifetimes.map(({ name, label }) => (
          <Field
            key={name}
            id={name}
            label={label}
            aside="Optional"
            error={state.fields?.[name]}
            hint={`Left empty, it is ${usual[name]}, as set for the installation.`}
          >
            {(control) => (
              <Input
                {...control}
                {...asTyped}
                name={name}
                inputMode="numeric"
                suffix="seconds"
                className="!w-48"
                defaultValue={state.values?.[name] ?? application[name] ?? ""}
              />
            )}
          </Field>
        ))}
        {lines ? (
          <ScopeBoxes
            id="apiScopes"
            label="API access"
            hint="What it may do in the API with its client id and secret, besides signing people in."
            state={state}
            lines={lines}
            stored={application.apiScopes}
          />
        ) : null}
        <FormEnd state={state} pending={pending} variant="outline">
          Save settings
        </FormEnd>
      </form>
    </Card>
  );
}
