import { Plug, Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { listApiClients } from "#lib/api/clients/queries";
import { scopes as allScopes } from "#lib/api/clients/rules";
import type { ApiClient } from "#lib/api/clients/types";
import { requireOperator } from "#lib/auth/gates";
import { noun } from "#lib/noun";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { relativeTime } from "@/components/ui/relative-time";
import { Row } from "@/components/ui/row";
import { Tag } from "@/components/ui/tag";
import { Paging, startIn } from "../paging";
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
      {clients.length > 0 ? (
        <Card>
          <ul>
            {clients.map((client) => (
              <ClientRow key={client.id} client={client} />
            ))}
          </ul>
        </Card>
      ) : (
        <Empty title={start ? "That was the last one" : "There are no API clients yet"}>
          {start ? null : "Create one for each back-end that calls the API, with the scopes that it needs."}
        </Empty>
      )}
      <Paging
        next={next && `/admin/api-clients?${new URLSearchParams({ after: next })}`}
        first={start && "/admin/api-clients"}
      />
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
      title={
        <Link
          href={`/admin/api-clients/${id}`}
          prefetch={false}
          className="rounded-tiny text-ink no-underline hover:underline"
        >
          {name}
        </Link>
      }
      detail={`${used} · ${may}`}
      action={revokedAt ? <Tag>Revoked</Tag> : null}
    />
  );
}
