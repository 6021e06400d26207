import type { ReactNode } from "react";
import { cx } from "./class-names.ts";

const tones = {
  neutral: "bg-sunken text-ink-2",
  success: "bg-success-soft text-success",
  warning: "bg-warning-soft text-warning",
};

/** A word that marks an exception: "This device", "Unverified". Ordinary facts are plain text. */
export function Tag({ tone = "neutral", children }: { tone?: keyof typeof tones; children: ReactNode }) {
  return (
    <span className={cx("inline-block whitespace-nowrap rounded-tiny px-1.5 font-normal text-small", tones[tone])}>
      {children}
    </span>
  );
}
