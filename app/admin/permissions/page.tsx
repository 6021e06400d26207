import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { requireOperator } from "#lib/auth/gates";
import { listPermissions } from "#lib/roles/queries";
import { roleName, roles } from "#lib/roles/rules";
import { grantField, heldField } from "#lib/roles/schema";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Section } from "@/components/ui/section";
import { AdminSection } from "../sections";
import { GrantsForm } from "./grants-form";
import { CreatePermissionForm } from "./permission-forms";

export async function generateMetadata(): Promise<Metadata> {
  await requireOperator();
  return { title: "Permissions" };
}

/** The catalogue of application permissions, and which role has which. */
export default async function PermissionsPage() {
  const context = await requireOperator();
  const permissions = await listPermissions(context);
  return (
    <AdminSection
      current="/admin/permissions"
      title="Permissions"
      lead="What your applications let people do, by role. Tokens and sessions carry them from the next one on; Foyer’s own pages do not ask for them."
      action={
        permissions.length > 0 ? (
          <Button href="#create" icon={<Plus aria-hidden="true" />}>
            Create permission
          </Button>
        ) : null
      }
    >
      {permissions.length > 0 ? (
        <GrantsForm
          roles={roles.map(roleName)}
          permissions={permissions.map(({ name, description, roles: held }) => ({
            name,
            description,
            boxes: roles.map((role) => ({
              role: roleName(role),
              field: grantField({ role, permission: name }),
              heldField: heldField({ role, permission: name }),
              held: held.includes(role),
            })),
          }))}
        />
      ) : (
        <Empty title="There are no permissions yet">
          Create the first one below, then choose the roles that have it.
        </Empty>
      )}
      <Section id="create" title="Create a permission">
        <CreatePermissionForm />
      </Section>
    </AdminSection>
  );
}
