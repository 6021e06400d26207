"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { type ReactNode, useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import type { z } from "zod";
import type { FormAction } from "#lib/action";
import type { SignInMethod } from "#lib/auth/types";
import type { DoorFrame } from "#lib/door-address";
import { monogramColor } from "#lib/organizations/brand/rules";
import { checkColor } from "#lib/organizations/rules";
import { createOrganizationSchema } from "#lib/organizations/schema";
import type { PublicBrand } from "#lib/organizations/types";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Note } from "../ui/note.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { AddressField } from "./address-field.tsx";
import { ColorField } from "./color-field.tsx";
import { LiveDoor } from "./live-door.tsx";
import { keptLogo, type LogoChoice, LogoField, shownLogo } from "./logo-field.tsx";
import { focusFirstError, standingError, useFormAction } from "./use-form-action.ts";
import { useProposedColor } from "./use-proposed-color.ts";

type Values = z.input<typeof createOrganizationSchema>;
type Name = keyof Values;
const names = ["displayName", "slug", "logoUrl", "color"] as const satisfies readonly Name[];

type OrganizationFormProps = {
  action: FormAction;
  /** What the fields say at first. */
  initial: Required<Values>;
  organizationId: PublicBrand["organizationId"];
  /** The stored logo. */
  logo?: string | null;
  /** The address the organization has now. */
  own?: string;
  frame: DoorFrame;
  /** The methods on the door. */
  methods: readonly SignInMethod[];
  /** "workspace", and "Workspace" while it has no name. */
  words: { one: string; One: string };
  /** Posted along. */
  hidden?: Record<string, string>;
  label: string;
  waiting: string;
  /** Title and lead. */
  head: ReactNode;
  /** Beside the button. */
  aside?: ReactNode;
};

/** An organization being made or named for the first time, and its door beside it, drawn as they type. */
export function OrganizationForm(props: OrganizationFormProps) {
  const {
    action,
    initial,
    organizationId,
    own,
    frame,
    methods,
    words,
    hidden = {},
    label,
    waiting,
    head,
    aside,
  } = props;
  const { state, pending, send, form } = useFormAction(action);
  const [choice, setChoice] = useState<LogoChoice>(keptLogo);
  const [sentChoice, setSentChoice] = useState(choice);
  const start: Required<Values> = { ...initial, ...textsOf(state.values) };
  const { formState, handleSubmit, setValue, watch } = useForm<Values>({
    resolver: zodResolver(createOrganizationSchema),
    defaultValues: start,
    shouldFocusError: false,
  });
  const values = { ...start, ...watch() };
  const { errors, submitCount } = formState;
  const change = (name: Name) => (value: string) =>
    setValue(name, value, { shouldValidate: errors[name] !== undefined });
  const proposed = useProposedColor({
    color: values.color ?? "",
    setColor: change("color"),
    initial: initial.color,
    replaceable: true,
  });
  const problem = (name: Name) => errors[name]?.message ?? standingError(state, name, values[name]);

  // What was typed before the scripts ran.
  useEffect(() => {
    for (const name of names) {
      const typed = form.ref.current?.querySelector<HTMLInputElement>(`#${name}`)?.value;
      if (typed !== undefined) setValue(name, typed);
    }
  }, [setValue, form.ref]);

  const hasErrors = Object.keys(errors).length > 0 || choice.kind === "refused";
  // biome-ignore lint/correctness/useExhaustiveDependencies: after every attempt, not whenever an error comes or goes.
  useEffect(() => {
    if (hasErrors) focusFirstError(form.ref.current);
  }, [submitCount]);

  const choose = (next: LogoChoice) => {
    setChoice(next);
    proposed.propose(next);
  };
  const color = checkColor(values.color ?? "");
  const brand: PublicBrand = {
    organizationId,
    displayName: values.displayName.trim() || words.One,
    slug: values.slug ?? "",
    color: (color.ok && color.value) || null,
    logo: props.logo ?? null,
  };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-10 min-[60rem]:grid-cols-[minmax(0,27.5rem)_minmax(0,1fr)] min-[60rem]:gap-20">
      <form
        {...form}
        className="grid max-w-form gap-8"
        onSubmit={(event) => {
          event.preventDefault();
          const element = event.currentTarget;
          // A refused file has left its field: the form would go without a logo that was meant to be there.
          const go = () => {
            if (choice.kind === "refused") return;
            setSentChoice(choice);
            send(new FormData(element));
          };
          if (!pending) void handleSubmit(go)();
        }}
      >
        <div>{head}</div>
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={state.values?.[name] ?? value} />
        ))}
        <Field id="displayName" label="Name" error={problem("displayName")}>
          {(control) => (
            <Input
              {...control}
              name="displayName"
              value={values.displayName}
              onChange={(event) => change("displayName")(event.target.value)}
              autoComplete="organization"
            />
          )}
        </Field>
        <AddressField
          value={values.slug ?? ""}
          onChange={change("slug")}
          frame={frame}
          name={values.displayName}
          own={own}
          error={problem("slug")}
          hint="Made from the name unless you type one."
        />
        <LogoField
          brand={brand}
          choice={choice}
          onChoice={choose}
          logoUrl={values.logoUrl ?? ""}
          onLogoUrl={change("logoUrl")}
          storedUrl={initial.logoUrl}
          errors={{ logo: choice === sentChoice ? state.fields?.logo : undefined, logoUrl: problem("logoUrl") }}
          lost={submitCount === 0 ? state.values?.logo : undefined}
        />
        <ColorField
          value={values.color ?? ""}
          onChange={change("color")}
          offered={proposed.offeredBy(choice)}
          placeholder={monogramColor(organizationId)}
          error={problem("color")}
        />
        {state.status === "error" && state.message ? <Note tone="danger">{state.message}</Note> : null}
        <div className="mt-1 flex flex-wrap gap-2 max-wide:[&>*]:h-12 max-wide:[&>*]:w-full">
          <SubmitButton waiting={waiting} pending={pending}>
            {label}
          </SubmitButton>
          {aside}
        </div>
      </form>
      <LiveDoor
        brand={{
          ...brand,
          logo: shownLogo(choice, values.logoUrl ?? "", { logo: brand.logo, logoUrl: initial.logoUrl }),
        }}
        name={values.displayName.trim() || `your ${words.one}`}
        frame={frame}
        methods={methods}
        words={words}
      />
    </div>
  );
}

function textsOf(values: Record<string, string> = {}): Partial<Values> {
  return Object.fromEntries(names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])));
}
