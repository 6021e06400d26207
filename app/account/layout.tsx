import type { ReactNode } from "react";
import { requireUser } from "#lib/auth/gates";
import { noun } from "#lib/noun";
import { listOwnOrganizations } from "#lib/organizations/queries";
import { WorkspaceBar } from "@/components/workspace/workspace-bar";

/** A person's own pages, outside any organization. It protects nothing; every page asks the gate itself. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  const { id, name, email } = await requireUser();
  const organizations = await listOwnOrganizations(id);
  const { one, many, Many, a } = noun;
  return (
    <>
      <WorkspaceBar
        person={{ id, name, email }}
        organizations={organizations.map(({ role: _, ...place }) => place)}
        current={null}
        words={{ one, many, Many, a }}
      />
      {children}
    </>
  );
}
