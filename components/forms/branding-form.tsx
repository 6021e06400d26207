"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import type { FormAction } from "#lib/action";
import type { SignInMethod } from "#lib/auth/types";
import type { DoorFrame } from "#lib/door-address";
import { monogramColor } from "#lib/organizations/brand/rules";
import { checkColor } from "#lib/organizations/rules";
import type { PublicBrand } from "#lib/organizations/types";
import { Card } from "../ui/card.tsx";
import { Note } from "../ui/note.tsx";
import { useRefreshing } from "../ui/refreshing.tsx";
import { ColorField } from "./color-field.tsx";
import { FormEnd } from "./form-end.tsx";
import { type LinkState, linkNote } from "./link-note.tsx";
import { LiveDoor } from "./live-door.tsx";
import { keptLogo, type LogoChoice, LogoField, shownLogo } from "./logo-field.tsx";
import { focusFirstError, standingError, useFormAction } from "./use-form-action.ts";
import { useProposedColor } from "./use-proposed-color.ts";
import { useTyped } from "./use-typed.ts";

type BrandingFormProps = {
  action: FormAction;
  /** Has the picture behind the link fetched once more. */
  fetchAgain: FormAction;
  /** The path of the page it is on. */
  here: string;
  brand: PublicBrand & { logoUrl: string | null };
  /** How the picture behind the link is doing; null without a link. */
  link: LinkState | null;
  /** doorAddress(slug) */
  frame: DoorFrame;
  methods: readonly SignInMethod[];
  words: { one: string };
};

/** Logo and colour, and the door as it will be with them. */
export function BrandingForm({ action, fetchAgain, here, brand, link, frame, methods, words }: BrandingFormProps) {
  const { state, pending, form } = useFormAction(action);
  const again = useFormAction(fetchAgain);
  const late = useRefreshing(link?.kind === "fetching");
  const [color, setColor] = useTyped("color", state.values?.color ?? brand.color ?? "");
  const [logoUrl, setLogoUrl] = useTyped("logoUrl", state.values?.logoUrl ?? brand.logoUrl ?? "");
  const [choice, setChoice] = useState<LogoChoice>(keptLogo);
  const [sentChoice, setSentChoice] = useState(choice);

  useEffect(() => {
    if (state.status === "saved") setChoice(keptLogo);
  }, [state]);
  // After saving, the fields say what was stored.
  const known = useRef(brand);
  useEffect(() => {
    if (known.current.color !== brand.color) setColor(brand.color ?? "");
    if (known.current.logoUrl !== brand.logoUrl) setLogoUrl(brand.logoUrl ?? "");
    known.current = brand;
  }, [brand, setColor, setLogoUrl]);

  // Nobody knows any more where a stored colour came from.
  const proposed = useProposedColor({ color, setColor, initial: brand.color ?? "", replaceable: false });
  const choose = (next: LogoChoice) => {
    setChoice(next);
    proposed.propose(next);
  };
  // A refused file has left its field: without this the form would go without a logo that was meant to be there.
  const send = (event: FormEvent<HTMLFormElement>) => {
    if (choice.kind !== "refused") {
      setSentChoice(choice);
      return form.onSubmit(event);
    }
    event.preventDefault();
    focusFirstError(event.currentTarget);
  };
  const checked = checkColor(color);
  const shown = { ...brand, color: (checked.ok && checked.value) || null };
  const stored = { logo: brand.logo, logoUrl: brand.logoUrl ?? "" };
  return (
    <>
      <Card padded>
        <form {...form} onSubmit={send} className="grid max-w-form gap-8">
          <LogoField
            brand={shown}
            choice={choice}
            onChoice={choose}
            logoUrl={logoUrl}
            onLogoUrl={setLogoUrl}
            storedUrl={stored.logoUrl}
            note={link && linkNote(link, { here, shown: brand.logo !== null, late, form: "fetch-logo" })}
            errors={{
              logo: choice === sentChoice ? state.fields?.logo : undefined,
              logoUrl: standingError(state, "logoUrl", logoUrl),
            }}
            lost={sentChoice === keptLogo ? state.values?.logo : undefined}
          />
          <ColorField
            value={color}
            onChange={setColor}
            offered={proposed.offeredBy(choice)}
            placeholder={monogramColor(brand.organizationId)}
            error={standingError(state, "color", color)}
          />
          <FormEnd state={state} pending={pending}>
            Save
          </FormEnd>
        </form>
        <form {...again.form} id="fetch-logo">
          {again.state.status === "error" ? (
            <div className="pt-4">
              <Note tone="danger">{again.state.message}</Note>
            </div>
          ) : null}
        </form>
      </Card>
      <LiveDoor
        brand={{ ...shown, logo: shownLogo(choice, logoUrl, stored) }}
        name={brand.displayName}
        frame={frame}
        methods={methods}
        words={words}
      />
    </>
  );
}
