import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { requireOperator } from "#lib/auth/gates";
import { noun } from "#lib/noun";
import { scopeLines } from "../../scopes";
import { AdminSection } from "../../sections";
import { ClientForm } from "./client-form";

export async function generateMetadata(): Promise<Metadata> {
  await requireOperator();
  return { title: "Create an API client" };
}

export default async function NewApiClientPage() {
  await requireOperator();
  return (
    <AdminSection current="/admin/api-clients" title="Create an API client">
      <ClientForm lines={scopeLines(noun)} creationKey={randomUUID()} />
    </AdminSection>
  );
}
