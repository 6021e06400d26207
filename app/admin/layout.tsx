import type { ReactNode } from "react";
import { requireOperator, requireUser } from "#lib/auth/gates";
import { listOwnOrganizations } from "#lib/organizations/queries";
import { SignedInBar } from "@/components/workspace/signed-in-bar";

/** The pages of operators. It protects nothing; every page asks the gate itself. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  await requireOperator();
  const user = await requireUser();
  return (
    <>
      <SignedInBar user={user} organizations={await listOwnOrganizations(user.id)} />
      {children}
    </>
  );
}
