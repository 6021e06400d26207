import type { ComponentProps } from "react";
import { cx } from "./class-names.ts";
import { controlEdge } from "./input.tsx";

type TextareaProps = ComponentProps<"textarea"> & {
  /** For machines, such as URLs: a line stays a line, and long ones scroll. */
  code?: boolean;
};

/** Several lines of text. It grows with them where the browser can do that. */
export function Textarea({ code, rows = 3, ...rest }: TextareaProps) {
  return (
    <div className={cx("flex w-full min-w-0 overflow-hidden", controlEdge)}>
      <textarea
        rows={rows}
        {...(code && { wrap: "off" })}
        {...rest}
        className={cx(
          "field-sizing-content max-h-80 min-h-20 min-w-0 flex-1 resize-y bg-transparent px-3 py-2 outline-none",
          code ? "font-mono text-small tracking-[-0.01em] wide:text-address" : "text-body",
        )}
      />
    </div>
  );
}
