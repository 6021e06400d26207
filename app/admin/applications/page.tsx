import { AppWindow, Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { listApplications } from "#lib/applications/queries";
import { requireOperator } from "#lib/auth/gates";
import { noun } from "#lib/noun";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { RelativeTime } from "@/components/ui/relative-time";
import { Row } from "@/components/ui/row";
import { Paging, startIn } from "../paging";
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
      {applications.length > 0 ? (
        <Card>
          <ul>
            {applications.map(({ id, name, kind, firstParty, createdAt }) => (
              <Row
                key={id}
                as="li"
                leading={<AppWindow className="text-ink-3" aria-hidden="true" />}
                title={
                  <Link
                    href={`/admin/applications/${id}`}
                    prefetch={false}
                    className="rounded-tiny text-ink no-underline hover:underline"
                  >
                    {name}
                  </Link>
                }
                detail={kindInFull(kind, firstParty)}
                action={
                  <>
                    <span className="sr-only">Created</span>
                    <RelativeTime date={createdAt} className="text-right max-wide:sr-only wide:min-w-24" />
                  </>
                }
              />
            ))}
          </ul>
        </Card>
      ) : (
        <Empty title={start ? "That was the last one" : "There are no applications yet"}>
          {start ? null : `Create one for each product that is to know who came in, and for which ${noun.one}.`}
        </Empty>
      )}
      <Paging
        next={next && `/admin/applications?${new URLSearchParams({ after: next })}`}
        first={start && "/admin/applications"}
      />
    </AdminSection>
  );
}
