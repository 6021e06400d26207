import type { ReactNode } from "react";
import { Card } from "./card.tsx";

/** Nothing yet: one sentence that teaches, and the first action. */
export function Empty({ title, action, children }: { title: ReactNode; action?: ReactNode; children?: ReactNode }) {
  return (
    <Card className="grid justify-items-center gap-1 px-6 py-10 text-center">
      <h2>{title}</h2>
      {children ? <p className="max-w-[44ch] text-ink-2">{children}</p> : null}
      {action ? <div className="mt-4">{action}</div> : null}
    </Card>
  );
}
