import { noun } from "#lib/noun";
import { maySomebodyCreate } from "#lib/organizations/allowance/queries";
import type { PublicBrand } from "#lib/organizations/types";
import type { Person, Place } from "./types.ts";
import { WorkspaceBar } from "./workspace-bar.tsx";

type SignedInBarProps = {
  user: Person;
  /** Those the person is in. */
  organizations: readonly PublicBrand[];
  /** The organization of this page; null outside of one. */
  current?: PublicBrand | null;
};

/** The bar over signed-in pages, given only what it draws: all of it goes to the browser. */
export function SignedInBar({
  user: { id, name, email, isOperator },
  organizations,
  current = null,
}: SignedInBarProps) {
  const { one, many, Many, a } = noun;
  return (
    <WorkspaceBar
      person={{ id, name, email, isOperator }}
      organizations={organizations.map(toPlace)}
      current={current && toPlace(current)}
      words={{ one, many, Many, a }}
      creates={maySomebodyCreate()}
    />
  );
}

function toPlace({ organizationId, displayName, slug, color, logo }: PublicBrand): Place {
  return { organizationId, displayName, slug, color, logo };
}
