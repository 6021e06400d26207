import { daysLeft, stateOf } from "#lib/organizations/operations/rules";
import { Tag } from "@/components/ui/tag";

type StateTagProps = {
  organization: Readonly<{ deactivatedAt: Date | null; deletedAt: Date | null }>;
  /** In a row, which has no room for the days on a phone. */
  inRow?: boolean;
};

/** Says that an organization is closed, and for how long it can be brought back. An open one needs no word. */
export function StateTag({ organization, inRow = false }: StateTagProps) {
  const state = stateOf(organization);
  if (state === "active") return null;
  if (state === "deactivated" || !organization.deletedAt) return <Tag>Deactivated</Tag>;
  return (
    <Tag>
      Deleted<span className={inRow ? "max-wide:sr-only" : undefined}>, {timeLeft(organization.deletedAt)}</span>
    </Tag>
  );
}

/** "12 days left", "1 day left". */
export function timeLeft(deletedAt: Date): string {
  const days = daysLeft(deletedAt);
  return `${days} ${days === 1 ? "day" : "days"} left`;
}
