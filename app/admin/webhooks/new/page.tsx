import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { requireOperator } from "#lib/auth/gates";
import { AdminSection } from "../../sections";
import { EndpointForm } from "./endpoint-form";

export async function generateMetadata(): Promise<Metadata> {
  await requireOperator();
  return { title: "Add an endpoint" };
}

export default async function NewEndpointPage() {
  await requireOperator();
  return (
    <AdminSection current="/admin/webhooks" title="Add an endpoint">
      <EndpointForm creationKey={randomUUID()} />
    </AdminSection>
  );
}
