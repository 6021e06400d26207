import type { ReactNode } from "react";

type Choice = { value: string; label: ReactNode; detail?: ReactNode };

type ChoicesProps = { name: string; choices: readonly Choice[]; chosen: string };

/** A few alternatives, all of them to be seen, inside a FieldSet: radio buttons, each with what it means. */
export function Choices({ name, choices, chosen }: ChoicesProps) {
  return (
    <div className="grid gap-2">
      {choices.map(({ value, label, detail }) => (
        <label
          key={value}
          className="flex items-start gap-3 rounded-control border border-line px-4 py-3 transition-colors hover:border-control has-[:checked]:border-ink-2 has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-ring has-[:focus-visible]:outline-offset-2"
        >
          <input
            type="radio"
            name={name}
            value={value}
            defaultChecked={value === chosen}
            className="mt-1 size-4 shrink-0 accent-ink outline-none"
          />
          <span className="grid min-w-0">
            <span className="font-medium">{label}</span>
            {detail ? <span className="text-ink-2 text-small">{detail}</span> : null}
          </span>
        </label>
      ))}
    </div>
  );
}
