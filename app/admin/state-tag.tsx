import { daysLeft, stateOf } from "#lib/organizations/operations/rules";
import { Tag } from "@/components/ui/tag";

type StateTagProps = {
  organization: Readonly<{ deactivatedAt: Date | null; deletedAt: Date | null }>;
  /** In a row, which says the days itself. */
  inRow?: boolean;
};

/** Says that an organization is not active, and for how long it can be brought back. An active one needs no word. */
export function StateTag({ organization, inRow = false }: StateTagProps) {
  const state = stateOf(organization);
  if (state === "active") return null;
  if (state === "deactivated" || !organization.deletedAt) return <Tag>Deactivated</Tag>;
  return <Tag>Deleted{inRow ? null : `, ${timeLeft(organization.deletedAt)}`}</Tag>;
}

/** "12 days left", "1 day left". */
export function timeLeft(deletedAt: Date): string {
  const days = daysLeft(deletedAt);
  return `${days} ${days === 1 ? "day" : "days"} left`;
}
