import type { ReactNode } from "react";
import { requireUser } from "#lib/auth/gates";
import { listOwnOrganizations } from "#lib/organizations/queries";
import { SignedInBar } from "@/components/workspace/signed-in-bar";

/** A person's own pages, outside any organization. It protects nothing; every page asks the gate itself. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  const user = await requireUser();
  return (
    <>
      <SignedInBar user={user} organizations={await listOwnOrganizations(user.id)} />
      {children}
    </>
  );
}
