"use client";

import { Upload } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { acceptedLogoTypes, logoMessages } from "#lib/organizations/logos/rules";
import type { PublicBrand } from "#lib/organizations/types";
import { OrganizationLogo } from "../brand/organization-logo.tsx";
import { Button } from "../ui/button.tsx";
import { Field, FieldSet } from "../ui/field.tsx";
import { FieldMessage } from "../ui/field-message.tsx";
import { FileInput } from "../ui/file-input.tsx";
import { asTyped, Input } from "../ui/input.tsx";
import { type Picture, readPicture } from "./read-picture.ts";

/** What the field holds: as it was, a new picture, nothing any more, or a file that will not do. */
export type LogoChoice =
  | { kind: "kept" }
  | { kind: "chosen"; picture: Picture }
  | { kind: "removed" }
  | { kind: "refused"; message: string };

export const keptLogo: LogoChoice = { kind: "kept" };

/** What is stored: the picture, and the link it was copied from or will be. */
export type StoredLogo = { logo: string | null; logoUrl: string };

/** The logo to show beside a choice: the object URL, or the stored one until it or its link is removed; another link's is yet to come. */
export function shownLogo(choice: LogoChoice, logoUrl: string, stored: StoredLogo): string | null {
  if (choice.kind === "chosen") return choice.picture.src;
  return choice.kind === "removed" || (logoUrl === "" && stored.logoUrl !== "") ? null : stored.logo;
}

/** How it went when the picture behind the stored link was last fetched, and what to do about it. */
export type LinkNote = { tone: "busy" | "success" | "error"; text: ReactNode; again?: ReactNode };

type LogoFieldProps = {
  /** Name and colour for the monogram; `logo` is the stored one. */
  brand: Pick<PublicBrand, "organizationId" | "displayName" | "color" | "logo">;
  choice: LogoChoice;
  onChoice: (choice: LogoChoice) => void;
  logoUrl: string;
  onLogoUrl: (logoUrl: string) => void;
  /** The link as it is stored. */
  storedUrl?: string;
  /** Said of the stored link, as long as the field says it. */
  note?: LinkNote | null;
  errors?: { logo?: string | undefined; logoUrl?: string | undefined };
  /** Name of a file that was sent with a refused form: without scripts a page cannot keep it. */
  lost?: string | undefined;
};

const willBeFetched = (shown: boolean) =>
  `Foyer fetches the picture once this is saved. Until it is here, ${shown ? "this one stays" : "the letter stands in"}.`;

/** A logo: a picture from this device, posted as `logo`, or a link to one, posted as `logoUrl`. One replaces the other. */
export function LogoField(props: LogoFieldProps) {
  const { brand, choice, onChoice, logoUrl, onLogoUrl, storedUrl = "", note, errors = {}, lost } = props;
  const input = useRef<HTMLInputElement>(null);
  const reading = useRef(0);
  useRevoked(choice);

  const empty = () => {
    reading.current += 1;
    if (input.current) input.current.value = "";
  };
  const choose = async (file: File | undefined) => {
    if (!file) return onChoice(keptLogo);
    const turn = ++reading.current;
    const read = await readPicture(file);
    // Another file was chosen while this one was read.
    if (turn !== reading.current) return;
    if ("refusal" in read) {
      empty();
      return onChoice({ kind: "refused", message: logoMessages[read.refusal] });
    }
    onLogoUrl("");
    onChoice({ kind: "chosen", picture: read });
  };
  const remove = () => {
    empty();
    onChoice(choice.kind === "chosen" || !brand.logo ? keptLogo : { kind: "removed" });
    onLogoUrl(choice.kind === "chosen" ? storedUrl : "");
    input.current?.focus();
  };
  const typeUrl = (typed: string) => {
    if (typed !== "" && choice.kind !== "kept") {
      empty();
      onChoice(keptLogo);
    }
    onLogoUrl(typed);
  };

  const logo = shownLogo(choice, logoUrl, { logo: brand.logo, logoUrl: storedUrl });
  const said = note && logoUrl === storedUrl ? note : null;
  const again = lost && choice.kind === "kept" ? `Choose ${lost} again; the page could not keep it.` : undefined;
  const error = choice.kind === "refused" ? choice.message : (errors.logo ?? again);
  return (
    <FieldSet id="logo-field" label="Logo">
      <div className="flex items-center gap-4">
        <OrganizationLogo brand={{ ...brand, logo }} size={64} />
        <div className="grid min-w-0 flex-1 grid-cols-[minmax(0,1fr)] gap-1.5">
          <div className="flex flex-wrap gap-2">
            <FileInput
              ref={input}
              name="logo"
              accept={acceptedLogoTypes}
              icon={<Upload aria-hidden="true" />}
              aria-describedby={error ? "logo-error" : "logo-hint"}
              aria-invalid={error ? true : undefined}
              onChange={(event) => choose(event.target.files?.[0])}
            >
              {logo ? (
                // Short, so that "Remove" has room beside it on a phone.
                <span>
                  Replace<span className="sr-only"> the picture</span>
                </span>
              ) : (
                "Choose a picture"
              )}
            </FileInput>
            {logo ? (
              <Button variant="quiet" className="needs-script" onClick={remove}>
                Remove
              </Button>
            ) : null}
          </div>
          {error ? (
            <FieldMessage id="logo-error" tone="error">
              {error}
            </FieldMessage>
          ) : (
            <FieldMessage id="logo-hint" className={choice.kind === "chosen" ? "[&>span]:truncate" : undefined}>
              {choice.kind === "chosen" ? choice.picture.name : "PNG, JPEG, WebP, GIF, SVG up to 1\u00a0MB"}
            </FieldMessage>
          )}
        </div>
      </div>
      {choice.kind === "removed" ? <input type="hidden" name="logoRemoved" value="1" /> : null}
      {brand.logo ? <RemoveWithoutScripts /> : null}
      <FromAddress open={logoUrl !== "" || errors.logoUrl !== undefined}>
        <Field
          id="logoUrl"
          label="Link to a picture"
          aside={said?.again}
          error={errors.logoUrl}
          hint={said?.text ?? willBeFetched(logo !== null)}
          hintTone={said?.tone}
        >
          {(control) => (
            <Input
              {...control}
              name="logoUrl"
              type="url"
              mono
              value={logoUrl}
              onChange={(event) => typeUrl(event.target.value)}
              placeholder="https://"
              {...asTyped}
            />
          )}
        </Field>
      </FromAddress>
    </FieldSet>
  );
}

/** Opens by hand, and by itself when there is something in it to see. The field takes the place of what opened it. */
function FromAddress({ open, children }: { open: boolean; children: ReactNode }) {
  const [opened, setOpened] = useState(open);
  if (open && !opened) setOpened(true);
  return (
    <details
      open={opened}
      onToggle={({ currentTarget: details }) => {
        if (details.open && !opened) details.querySelector("input")?.focus();
        setOpened(details.open);
      }}
      className="mt-2 [&[open]>summary]:hidden"
    >
      <summary className="link w-fit text-small">Use a link to a picture instead</summary>
      {children}
    </details>
  );
}

function RemoveWithoutScripts() {
  return (
    <noscript>
      <label className="flex items-center gap-2 text-small">
        <input type="checkbox" name="logoRemoved" value="1" />
        Remove the picture
      </label>
    </noscript>
  );
}

/** Gives the memory of a chosen picture back when another takes its place. */
function useRevoked(choice: LogoChoice) {
  const src = choice.kind === "chosen" ? choice.picture.src : null;
  useEffect(() => () => (src ? URL.revokeObjectURL(src) : undefined), [src]);
}
