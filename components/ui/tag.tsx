import type { ReactNode } from "react";
import { cx } from "./class-names.ts";

const tones = {
  neutral: "bg-sunken text-ink-2",
  success: "bg-success-soft text-success",
  danger: "bg-danger-soft text-danger",
} as const;

type TagProps = { tone?: keyof typeof tones; children: ReactNode };

/** A word that marks an exception or a state: "This device", "Verified". Ordinary facts are plain text. */
export function Tag({ tone = "neutral", children }: TagProps) {
  return (
    <span className={cx("inline-block whitespace-nowrap rounded-tiny px-1.5 font-normal text-small", tones[tone])}>
      {children}
    </span>
  );
}
