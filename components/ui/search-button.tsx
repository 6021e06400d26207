import { Search } from "lucide-react";
import type { ComponentProps } from "react";
import { Kbd } from "./kbd.tsx";

/** The field-like button of the top bar that opens the command menu; an icon of 44 px on a phone. */
export function SearchButton({
  label,
  ...rest
}: Omit<ComponentProps<"button">, "children" | "className"> & { label: string }) {
  return (
    <button
      type="button"
      {...rest}
      className="flex size-11 items-center justify-center gap-2 rounded-control border border-transparent text-ink-3 text-small transition-colors hover:bg-sunken wide:h-9 wide:w-62 wide:justify-start wide:border-line wide:bg-surface wide:pr-2 wide:pl-3"
    >
      <Search className="size-[1.125rem] wide:size-4" aria-hidden="true" />
      <span className="max-wide:sr-only">{label}</span>
      <span aria-hidden="true" className="ml-auto hidden wide:block">
        <Kbd mac="⌘K" other="Ctrl K" />
      </span>
    </button>
  );
}
