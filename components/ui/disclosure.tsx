import type { ReactNode } from "react";
import { buttonClass } from "./button.tsx";
import { cx } from "./class-names.ts";

type DisclosureProps = {
  label: string;
  /** What it is about, for whoever does not see the line that it is in. */
  about: string;
  children: ReactNode;
};

/** Opens below its own line, without scripts too. */
export function Disclosure({ label, about, children }: DisclosureProps) {
  return (
    <details>
      <summary className={cx(buttonClass({ variant: "quiet", size: "small" }), "-ml-3")}>
        {label}
        <span className="sr-only"> {about}</span>
      </summary>
      <div className="pt-2 pb-1">{children}</div>
    </details>
  );
}
