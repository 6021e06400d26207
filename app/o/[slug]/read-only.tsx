import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";

/** Settings for someone who may look but not change, and who may. */
export function ReadOnly({ facts }: { facts: readonly { label: string; value: ReactNode }[] }) {
  return (
    <div className="grid gap-3">
      <Card>
        <dl>
          {facts.map(({ label, value }) => (
            <div key={label} className="grid gap-0.5 border-line px-4 py-3 not-first:border-t wide:px-6">
              <dt className="text-ink-2 text-small">{label}</dt>
              <dd className="[overflow-wrap:anywhere]">{value}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <p className="text-ink-2 text-small">Only admins can change this.</p>
    </div>
  );
}
