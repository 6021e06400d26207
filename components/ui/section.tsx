import type { ReactNode } from "react";

type SectionProps = { id?: string; title: ReactNode; aside?: ReactNode; children: ReactNode };

/** A heading line with something quiet at its end, and what it heads. */
function SectionHeading({ id, title, aside }: Pick<SectionProps, "id" | "title" | "aside">) {
  return (
    <div className="flex min-h-6 items-baseline justify-between gap-4">
      <h2 id={id}>{title}</h2>
      {aside ? <div className="shrink-0 text-small text-ink-3">{aside}</div> : null}
    </div>
  );
}

export function Section({ id, title, aside, children }: SectionProps) {
  return (
    <section className="grid min-w-0 content-start gap-3" aria-labelledby={id}>
      <SectionHeading id={id} title={title} aside={aside} />
      {children}
    </section>
  );
}
