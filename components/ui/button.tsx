import type { ComponentProps, ReactNode } from "react";
import { cx } from "./class-names.ts";

export type ButtonLook = {
  /** `solid` is the one main act of a page; the rest are `outline` or `quiet`, and `danger` takes something away. */
  variant?: "solid" | "outline" | "quiet" | "danger";
  /** 32, 40, and 48 px; `medium` grows to 44 on a phone. */
  size?: "small" | "medium" | "large";
  /** As wide as its container. */
  wide?: boolean;
};

const base =
  "inline-flex shrink-0 items-center justify-center gap-2 whitespace-nowrap border font-medium no-underline transition-colors " +
  "disabled:cursor-not-allowed disabled:border-line disabled:bg-sunken disabled:text-ink-3 aria-disabled:cursor-not-allowed";

const variants = {
  solid: "border-accent-edge bg-accent text-accent-foreground enabled:hover:bg-accent-hover [a&]:hover:bg-accent-hover",
  outline:
    "border-line-strong bg-surface text-ink enabled:hover:bg-sunken [a&]:hover:bg-sunken [label&]:hover:bg-sunken",
  danger: "border-danger bg-surface text-danger enabled:hover:bg-danger-soft",
  quiet: "border-transparent text-ink-2 hover:bg-sunken hover:text-ink",
} as const;

const sizes = {
  small: { box: "h-8 rounded-small text-small", side: "px-3" },
  medium: { box: "h-11 rounded-control text-body wide:h-10", side: "px-4" },
  large: { box: "h-12 rounded-control text-body", side: "px-4" },
} as const;

/** The classes of a button, for what must look like one: a router link, a file input's label, a menu's trigger. */
export function buttonClass({ variant = "outline", size = "medium", wide }: ButtonLook = {}): string {
  const { box, side } = sizes[size];
  const padding = variant === "quiet" ? "px-3" : side;
  return cx(base, variants[variant], box, padding, wide && "w-full");
}

type Look = ButtonLook & { icon?: ReactNode };
type ButtonProps =
  | (Look & { href?: undefined } & ComponentProps<"button">)
  | (Look & { href: string } & ComponentProps<"a">);

/** A button, or a plain link that looks like one when it has an `href`. A button inside a form does nothing unless `type="submit"`. */
export function Button({ variant, size, wide, icon, className, children, ...rest }: ButtonProps) {
  const look = cx(buttonClass({ variant, size, wide }), className);
  if (rest.href !== undefined) {
    return (
      <a {...rest} className={look}>
        {icon}
        {children}
      </a>
    );
  }
  return (
    <button type="button" {...rest} className={look} data-solid={variant === "solid" || undefined}>
      {icon}
      {children}
    </button>
  );
}
