import type { ChangeEventHandler } from "react";

type SwatchesProps = {
  name: string;
  swatches: readonly { name: string; color: string }[];
  value: string | undefined;
  onChange: ChangeEventHandler<HTMLInputElement>;
};

/** Named colours as radio buttons: arrow keys, form posts and screen readers work by themselves. */
export function Swatches({ name, swatches, value, onChange }: SwatchesProps) {
  return swatches.map((swatch) => (
    <label
      key={swatch.color}
      style={{ backgroundColor: swatch.color }}
      className="swatch relative size-8 rounded-full shadow-[inset_0_0_0_1px_light-dark(oklch(0_0_0/.12),oklch(1_0_0/.18))] has-[:checked]:outline-2 has-[:checked]:outline-ring has-[:checked]:outline-offset-2 has-[:focus-visible]:outline-4 has-[:focus-visible]:outline-ring has-[:focus-visible]:outline-offset-2"
    >
      <input
        type="radio"
        name={name}
        value={swatch.color}
        aria-label={swatch.name}
        className="absolute inset-0 size-full cursor-pointer opacity-0"
        checked={value === swatch.color}
        onChange={onChange}
      />
    </label>
  ));
}
