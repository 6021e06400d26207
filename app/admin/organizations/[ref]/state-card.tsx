import { noun } from "#lib/noun";
import { graceDays } from "#lib/organizations/lifecycle/rules";
import type { OperatorRow } from "#lib/organizations/operations/queries";
import { stateOf } from "#lib/organizations/operations/rules";
import { Card } from "@/components/ui/card";
import { relativeTime } from "@/components/ui/relative-time";
import { ActForm } from "../../act-form";
import { timeLeft } from "../../state-tag";
import { activateAction, deactivateAction, deleteAction, restoreAction } from "./actions";

/** Whether people can use the organization, and the ways to change that. */
export function StateCard({ organization }: { organization: OperatorRow }) {
  const { organizationId, deactivatedAt, deletedAt, displayName } = organization;
  const state = stateOf(organization);
  return (
    <Card padded className="grid justify-items-start gap-6">
      <div className="grid gap-1">
        <h2 id="state">State</h2>
        <p role="status" className="max-w-measure text-ink-2">
          {sentenceOf(deactivatedAt, deletedAt)}
        </p>
      </div>
      {state === "deleted" ? (
        <ActForm key="restore" action={restoreAction.bind(null, organizationId)} waiting="Restoring">
          Restore {noun.one}
        </ActForm>
      ) : (
        <>
          {state === "deactivated" ? (
            <ActForm key="activate" action={activateAction.bind(null, organizationId)} waiting="Activating">
              Activate {noun.one}
            </ActForm>
          ) : (
            <ActForm key="deactivate" action={deactivateAction.bind(null, organizationId)} waiting="Deactivating">
              Deactivate {noun.one}
            </ActForm>
          )}
          <details className="grid gap-3 [&[open]>summary]:mb-3">
            <summary className="link w-fit">Delete this {noun.one}</summary>
            <p className="mb-3 max-w-measure text-ink-2 [overflow-wrap:anywhere]">
              {displayName} is gone for everyone at once, and its external id is free. For {graceDays} days it can be
              restored here; its addresses go to nobody else meanwhile.
            </p>
            <ActForm key="delete" action={deleteAction.bind(null, organizationId)} waiting="Deleting" variant="danger">
              Delete {noun.one}
            </ActForm>
          </details>
        </>
      )}
    </Card>
  );
}

function sentenceOf(deactivatedAt: Date | null, deletedAt: Date | null): string {
  if (deletedAt) {
    const before = deactivatedAt ? " It was deactivated before, and will be again." : "";
    return `Deleted ${relativeTime(deletedAt, "long")}. It can be restored: ${timeLeft(deletedAt)}.${before}`;
  }
  if (deactivatedAt) {
    return `Deactivated ${relativeTime(deactivatedAt, "long")}. Nobody gets in and its door is shut; nothing is lost.`;
  }
  return "Active. Deactivating it shuts its door and lets nobody in, without losing anything.";
}
