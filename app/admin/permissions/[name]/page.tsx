import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireOperator } from "#lib/auth/gates";
import { lookupKey } from "#lib/lookup-key";
import { decodedPart } from "#lib/path-part";
import { findPermission } from "#lib/roles/queries";
import { roleName } from "#lib/roles/rules";
import type { CataloguedPermission } from "#lib/roles/types";
import { Section } from "@/components/ui/section";
import { ActForm } from "../../act-form";
import { AdminSection } from "../../sections";
import { deletePermissionAction } from "../actions";
import { DescribePermissionForm } from "../permission-forms";

type PageProps = { params: Promise<{ name: string }> };

/** Read once a request, though page and title both ask. */
const open = cache(async (name: string) => {
  const context = await requireOperator();
  return (await findPermission(context, lookupKey(decodedPart(name)))) ?? notFound();
});

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  await requireOperator();
  return { title: (await open((await params).name)).name };
}

/** One permission: what it is for, and its end. */
export default async function PermissionPage({ params }: PageProps) {
  await requireOperator();
  const permission = await open((await params).name);
  const { name, description } = permission;
  return (
    <AdminSection
      current="/admin/permissions"
      title={<span className="[overflow-wrap:anywhere]">{name}</span>}
      lead={
        <>
          {whoHas(permission)}{" "}
          <Link href="/admin/permissions" prefetch={false} className="link">
            All permissions
          </Link>
        </>
      }
    >
      <DescribePermissionForm name={name} description={description} />
      <Section id="delete" title="Delete this permission">
        <p className="max-w-measure text-ink-2">{whatEnds(permission)}</p>
        <ActForm action={deletePermissionAction} fields={{ name }} waiting="Deleting" variant="danger">
          Delete permission
        </ActForm>
      </Section>
    </AdminSection>
  );
}

const namesOf = ({ roles }: CataloguedPermission) => roles.map(roleName).join(" and ");

function whoHas(permission: CataloguedPermission): string {
  if (permission.roles.length === 0) return "No role has it.";
  return `${namesOf(permission)} ${permission.roles.length === 1 ? "has" : "have"} it.`;
}

function whatEnds(permission: CataloguedPermission): string {
  if (permission.roles.length === 0) return "No role has it, so nobody loses anything. It leaves the list.";
  const lose = permission.roles.length === 1 ? "loses" : "lose";
  return `${namesOf(permission)} ${lose} it: sessions at once, tokens from the next one on. Whoever has a token keeps what it says until it expires.`;
}
