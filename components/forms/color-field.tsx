"use client";

import { useSyncExternalStore } from "react";
import { brandSwatches } from "#lib/organizations/brand/rules";
import { FieldSet } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Swatches } from "../ui/swatches.tsx";

type ColorFieldProps = {
  /** `#rrggbb` as it was typed, or "" for none. */
  value: string;
  onChange: (color: string) => void;
  /** What is in use while the field is empty. */
  placeholder?: string;
  error?: string | undefined;
};

const never = () => () => {};

/**
 * The brand colour: a few to choose from, or any as hex. Both post as `color`, and the first counts. Before scripts run no
 * swatch is chosen, so that a plain form sends the swatch someone pressed, else the hex field.
 */
export function ColorField({ value, onChange, placeholder = "#rrggbb", error }: ColorFieldProps) {
  const running = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <FieldSet id="colors" label="Colour" error={error}>
      <div className="flex flex-wrap items-center gap-1.5 wide:gap-2">
        <Swatches
          name="color"
          swatches={brandSwatches}
          value={running ? value.toLowerCase() : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
        <Input
          id="color"
          name="color"
          mono
          className="!w-20 !text-small [&>input]:px-2.5 wide:!w-24"
          aria-label="Colour as hex"
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? "colors-error" : undefined}
          placeholder={placeholder}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          onBlur={() => /^[0-9a-f]{6}$/i.test(value) && onChange(`#${value}`)}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
        />
      </div>
    </FieldSet>
  );
}
