import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { requireOperator } from "#lib/auth/gates";
import { noun } from "#lib/noun";
import { AdminSection } from "../../sections";
import { ApplicationForm } from "./application-form";

export async function generateMetadata(): Promise<Metadata> {
  await requireOperator();
  return { title: "Create an application" };
}

export default async function NewApplicationPage() {
  await requireOperator();
  return (
    <AdminSection current="/admin/applications" title="Create an application">
      <ApplicationForm words={{ one: noun.one }} creationKey={randomUUID()} />
    </AdminSection>
  );
}
