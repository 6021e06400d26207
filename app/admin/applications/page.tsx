import { AppWindow, Plus } from "lucide-react";
import type { Metadata } from "next";
import { listApplications } from "#lib/applications/queries";
import { requireOperator } from "#lib/auth/gates";
import { noun } from "#lib/noun";
import { Button } from "@/components/ui/button";
import { RelativeTime } from "@/components/ui/relative-time";
import { Row } from "@/components/ui/row";
import { PagedList, startIn } from "../paging";
import { AdminSection } from "../sections";
import { kindInFull } from "./kinds";

export async function generateMetadata(): Promise<Metadata> {
  await requireOperator();
  return { title: "Applications" };
}

/** The applications that sign people in through Foyer, newest first. */
export default async function ApplicationsPage({
  searchParams,
}: {
  searchParams: Promise<{ after?: string | string[] }>;
}) {
  const context = await requireOperator();
  const start = startIn((await searchParams).after);
  const { applications, next } = await listApplications(context, { after: start });
  return (
    <AdminSection
      current="/admin/applications"
      title="Applications"
      lead="What people sign in to through Foyer."
      action={
        <Button variant="solid" href="/admin/applications/new" icon={<Plus aria-hidden="true" />}>
          Create application
        </Button>
      }
    >
      <PagedList
        path="/admin/applications"
        start={start}
        next={next}
        none="There are no applications yet"
        hint={`Create one for each product that is to know who came in, and for which ${noun.one}.`}
      >
        {applications.map(({ id, name, kind, firstParty, createdAt }) => (
          <Row
            key={id}
            as="li"
            leading={<AppWindow className="text-ink-3" aria-hidden="true" />}
            title={name}
            href={`/admin/applications/${id}`}
            detail={kindInFull(kind, firstParty)}
            action={
              <>
                <span className="sr-only">Created</span>
                <RelativeTime date={createdAt} className="text-right max-wide:sr-only wide:min-w-24" />
              </>
            }
          />
        ))}
      </PagedList>
    </AdminSection>
  );
}
