import { Plug, Plus } from "lucide-react";
import type { Metadata } from "next";
import { listApiClients } from "#lib/api/clients/queries";
import { scopes as allScopes } from "#lib/api/clients/rules";
import type { ApiClient } from "#lib/api/clients/types";
import { requireOperator } from "#lib/auth/gates";
import { noun } from "#lib/noun";
import { Button } from "@/components/ui/button";
import { relativeTime } from "@/components/ui/relative-time";
import { Row } from "@/components/ui/row";
import { Tag } from "@/components/ui/tag";
import { PagedList, startIn } from "../paging";
import { AdminSection } from "../sections";

export async function generateMetadata(): Promise<Metadata> {
  await requireOperator();
  return { title: "API clients" };
}

/** The back-ends that call the API, newest first. */
export default async function ApiClientsPage({
  searchParams,
}: {
  searchParams: Promise<{ after?: string | string[] }>;
}) {
  const context = await requireOperator();
  const start = startIn((await searchParams).after);
  const { clients, next } = await listApiClients(context, { after: start });
  return (
    <AdminSection
      current="/admin/api-clients"
      title="API clients"
      lead={`Your own back-ends, which read and change ${noun.many} through the API.`}
      action={
        <Button variant="solid" href="/admin/api-clients/new" icon={<Plus aria-hidden="true" />}>
          Create API client
        </Button>
      }
    >
      <PagedList
        path="/admin/api-clients"
        start={start}
        next={next}
        none="There are no API clients yet"
        hint="Create one for each back-end that calls the API, with the scopes that it needs."
      >
        {clients.map((client) => (
          <ClientRow key={client.id} client={client} />
        ))}
      </PagedList>
    </AdminSection>
  );
}

function ClientRow({ client: { id, name, scopes, lastUsedAt, revokedAt } }: { client: ApiClient }) {
  const used = lastUsedAt ? `Used ${relativeTime(lastUsedAt, "long")}` : "Never used";
  const may = scopes.length === allScopes.length ? "Every scope" : scopes.join(", ");
  return (
    <Row
      as="li"
      leading={<Plug className="text-ink-3" aria-hidden="true" />}
      title={name}
      href={`/admin/api-clients/${id}`}
      detail={`${used} · ${may}`}
      action={revokedAt ? <Tag>Revoked</Tag> : null}
    />
  );
}
