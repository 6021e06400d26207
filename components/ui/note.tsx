import type { ReactNode } from "react";
import { cx } from "./class-names.ts";
import { AlertIcon, CheckIcon } from "./icons.tsx";

const tones = {
  success: { box: "bg-success-soft", icon: "text-success" },
  danger: { box: "bg-danger-soft", icon: "text-danger" },
} as const;

type NoteProps = { tone?: keyof typeof tones; children: ReactNode };

/** One soft line in place: what happened, or what to know. Danger speaks at once, the others when it is quiet. */
export function Note({ tone = "success", children }: NoteProps) {
  const { box, icon } = tones[tone];
  const Icon = tone === "success" ? CheckIcon : AlertIcon;
  return (
    <div
      role={tone === "danger" ? "alert" : "status"}
      className={cx("flex gap-2.5 rounded-control px-4 py-3 text-small text-ink", box)}
    >
      <Icon className={cx("mt-0.5", icon)} />
      <div className="min-w-0 [overflow-wrap:anywhere]">{children}</div>
    </div>
  );
}
