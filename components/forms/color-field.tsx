"use client";

import { useRef, useSyncExternalStore } from "react";
import { brandSwatches } from "#lib/organizations/brand/rules";
import { checkColor } from "#lib/organizations/rules";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/class-names.ts";
import { FieldSet } from "../ui/field.tsx";
import { asTyped, Input } from "../ui/input.tsx";
import { Swatches } from "../ui/swatches.tsx";

type ColorFieldProps = {
  /** `#rrggbb` as it was typed, or "" for none. */
  value: string;
  onChange: (color: string) => void;
  /** What is in use while the field is empty. */
  placeholder: string;
  /** The colour of the logo that was just chosen, while the field says another. */
  offered?: string | null;
  error?: string | undefined;
};

const never = () => () => {};

/**
 * The brand colour: a few to choose from, or any as hex. Both post as `color`, and the first counts. Before scripts run no
 * swatch is chosen, so that a plain form sends the swatch someone pressed, else the hex field.
 */
export function ColorField({ value, onChange, placeholder, offered, error }: ColorFieldProps) {
  const running = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const hex = useRef<HTMLInputElement>(null);
  // The offer goes with its button; focus goes where its colour went.
  const take = (color: string) => {
    onChange(color);
    hex.current?.focus();
  };
  const typed = value.toLowerCase();
  const checked = checkColor(value);
  return (
    <FieldSet id="colors" label="Colour" error={error}>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-3">
        <Swatches
          name="color"
          swatches={brandSwatches}
          value={running ? typed : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
        <div className="relative">
          <Dot
            inField
            color={checked.ok ? checked.value || placeholder : "transparent"}
            chosen={!brandSwatches.some(({ color }) => color === typed)}
          />
          <Input
            ref={hex}
            id="color"
            name="color"
            mono
            className="!w-28 !text-small [&>input]:pr-2.5 [&>input]:pl-10"
            aria-label="Colour as hex"
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? "colors-error" : undefined}
            placeholder={placeholder}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            onBlur={() => /^[0-9a-f]{6}$/i.test(value) && onChange(`#${value}`)}
            {...asTyped}
          />
        </div>
        {offered ? (
          <Button className="needs-script" onClick={() => take(offered)} icon={<Dot color={offered} />}>
            Use the logo’s colour
          </Button>
        ) : null}
      </div>
    </FieldSet>
  );
}

/** The colour in use; ringed as a swatch is when it is none of those. */
function Dot({ color, chosen, inField }: { color: string; chosen?: boolean; inField?: boolean }) {
  return (
    <i
      aria-hidden="true"
      style={{ backgroundColor: color }}
      className={cx(
        "swatch size-4 rounded-full shadow-[inset_0_0_0_1px_light-dark(oklch(0_0_0/.12),oklch(1_0_0/.18))]",
        inField && "-translate-y-1/2 pointer-events-none absolute top-1/2 left-3",
        chosen && "outline-2 outline-ring outline-offset-2",
      )}
    />
  );
}
