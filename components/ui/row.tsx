import Link from "next/link";
import type { ReactNode } from "react";
import { cx } from "./class-names.ts";

type RowProps = {
  /** A face, a logo or an icon. */
  leading?: ReactNode;
  title: ReactNode;
  /** Where the title leads. */
  href?: string;
  /** One line of meaning. */
  detail?: ReactNode;
  /** One action or one word at the end. */
  action?: ReactNode;
  /** 56 px instead of 64. */
  compact?: boolean;
  /** Lets sentences wrap; names are cut with an ellipsis. */
  wrap?: boolean;
  as?: "div" | "li";
};

/** A line of a list inside a Card (or a `ul` in one, with `as="li"`). */
export function Row({ leading, title, href, detail, action, compact, wrap, as: Tag = "div" }: RowProps) {
  const cut = wrap ? "[overflow-wrap:anywhere]" : "truncate";
  return (
    <Tag
      className={cx(
        "flex items-center gap-3 border-line px-3 not-first:border-t wide:px-4",
        compact ? "min-h-14 py-2" : "min-h-16 py-3",
      )}
    >
      {leading}
      <div className="grid min-w-0 flex-1">
        <span className={cx("font-medium", cut)}>
          {href ? (
            <Link href={href} prefetch={false} className="rounded-tiny text-ink no-underline hover:underline">
              {title}
            </Link>
          ) : (
            title
          )}
        </span>
        {detail ? <span className={cx("text-small text-ink-2", cut)}>{detail}</span> : null}
      </div>
      {action ? <div className="flex shrink-0 items-center gap-1 text-small text-ink-3">{action}</div> : null}
    </Tag>
  );
}
