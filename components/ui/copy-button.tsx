"use client";

import { Check, Copy } from "lucide-react";
import { Fragment, useEffect, useState } from "react";

type CopyButtonProps = {
  /** What lands in the clipboard. */
  value: string;
  /** What is shown; the value itself by default. */
  children?: string;
  /** Said before it: "Copy address". */
  label: string;
};

/** A value that copies itself when pressed, and says so for two seconds. */
export function CopyButton({ value, children = value, label }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <button
      type="button"
      onClick={() =>
        navigator.clipboard.writeText(value).then(
          () => setCopied(true),
          // Refused by the browser: the text is on the page and can still be selected.
          () => setCopied(false),
        )
      }
      className="-ml-2 min-w-0 max-w-full justify-self-start text-balance rounded-small px-2 py-1 text-left transition-colors [overflow-wrap:anywhere] [&>svg]:ml-1.5 [&>svg]:inline [&>svg]:align-[-0.1875rem] hover:bg-[color-mix(in_oklch,currentColor_8%,transparent)]"
    >
      <span className="sr-only">{label} </span>
      {children.split(/(?<=\/)/).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in their order.
        <Fragment key={index}>
          {index > 0 ? <wbr /> : null}
          {part}
        </Fragment>
      ))}
      {copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      <span role="status" className="sr-only">
        {copied ? "Copied" : ""}
      </span>
    </button>
  );
}
