import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { requireOperator } from "#lib/auth/gates";
import { doorAddress } from "#lib/door-address";
import { noun } from "#lib/noun";
import { AdminSection } from "../../sections";
import { CustomerForm } from "./customer-form";

export async function generateMetadata(): Promise<Metadata> {
  await requireOperator();
  return { title: `Create ${noun.a}` };
}

export default async function NewForCustomerPage() {
  await requireOperator();
  return (
    <AdminSection
      current="/admin"
      title={`Create ${noun.a} for a customer`}
      lead="Its door is there at once. Nobody can enter yet: Foyer cannot invite people so far."
    >
      <CustomerForm frame={doorAddress("")} words={{ one: noun.one }} creationKey={randomUUID()} />
    </AdminSection>
  );
}
