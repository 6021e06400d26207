import type { ReactNode } from "react";

/** A word that marks an exception: "This device", "Unverified". Ordinary facts are plain text. */
export function Tag({ children }: { children: ReactNode }) {
  return (
    <span className="inline-block whitespace-nowrap rounded-tiny bg-sunken px-1.5 font-normal text-ink-2 text-small">
      {children}
    </span>
  );
}
