import { cx } from "../ui/class-names.ts";

/** Foyer's sign: an arched doorway, its door standing open. Decorative: name it in words beside it or on its link. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 22 24" aria-hidden="true" className={cx("text-accent-text", className ?? "h-6 w-5.5")}>
      <path d="M1.25 22.75V11a9.75 9.75 0 0 1 19.5 0v11.75z" fill="none" stroke="currentColor" strokeWidth="2.5" />
      <path d="M1 24V11A10 10 0 0 1 11 1v19z" fill="currentColor" />
    </svg>
  );
}

/** The sign and the word, as a link home. */
export function Wordmark({ href = "/" }: { href?: string }) {
  return (
    <a
      href={href}
      className="-ml-1 inline-flex items-center gap-2 rounded-small px-1 py-1.5 font-semibold text-ink tracking-[-0.02em] no-underline"
    >
      <Mark />
      Foyer
    </a>
  );
}
