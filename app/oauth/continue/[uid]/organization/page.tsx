import { ChevronRight } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { findApplication } from "#lib/applications/queries";
import { requireUser } from "#lib/auth/gates";
import { noun } from "#lib/noun";
import { maySomebodyCreate } from "#lib/organizations/allowance/queries";
import { listOwnOrganizations } from "#lib/organizations/queries";
import { continueAddress, signInFor } from "#lib/tokens/requests/rules";
import type { AuthorizationRequest } from "#lib/tokens/requests/types";
import { Door } from "@/components/brand/door";
import { findBrand } from "@/components/brand/door-head";
import { OrganizationLogo } from "@/components/brand/organization-logo";
import { Button } from "@/components/ui/button";
import { Tag } from "@/components/ui/tag";
import { waitingRequest } from "../waiting";

export function generateMetadata(): Metadata {
  return { title: `Choose ${noun.a}`, robots: { index: false } };
}

type PageProps = { params: Promise<{ uid: string }> };

/** For which of their organizations a person enters an application; or why the one it asked for is not open to them. */
export default async function ChooseOrganizationPage({ params }: PageProps) {
  const { uid } = await params;
  const user = await requireUser();
  const request = await waitingRequest(uid);
  if (request?.prompt !== "select_account" || request.answered) redirect(continueAddress(uid));
  const application = await findApplication(request.applicationId);
  const name = application?.name ?? "the application";
  if (request.organization) return <NotAdmitted request={request} email={user.email} application={name} />;
  const organizations = await listOwnOrganizations(user.id);
  return (
    <Door
      brand={null}
      title={organizations.length > 0 ? `Choose ${noun.a}` : `You are in no ${noun.one} yet`}
      lead={
        organizations.length > 0
          ? `You go on to ${name} as ${user.email}.`
          : `${name} asks for which ${noun.one} you come. ${maySomebodyCreate() ? "Create one, or ask" : "Ask"} someone in it to let in ${user.email}.`
      }
      footStart={<OtherAccount request={request} />}
      footEnd={<Cancel uid={uid} />}
    >
      {organizations.length > 0 ? (
        <form method="post" action={`${continueAddress(uid)}/answer`} className="grid grid-cols-[minmax(0,1fr)] gap-2">
          {organizations.map((organization) => (
            <button
              key={organization.organizationId}
              type="submit"
              name="organization"
              value={organization.organizationId}
              className="method"
            >
              <OrganizationLogo brand={organization} size={24} />
              <span className="min-w-0 flex-1 truncate">{organization.displayName}</span>
              {organization.organizationId === user.oid ? <Tag>Open now</Tag> : null}
              <ChevronRight aria-hidden="true" className="size-4 shrink-0 text-ink-3" />
            </button>
          ))}
        </form>
      ) : maySomebodyCreate() ? (
        <Button
          href={`/organizations/new?${new URLSearchParams({ callbackUrl: continueAddress(uid) })}`}
          variant="solid"
          size="large"
          wide
        >
          Create {noun.a}
        </Button>
      ) : null}
    </Door>
  );
}

type NotAdmittedProps = { request: AuthorizationRequest; email: string; application: string };

/** The same for an organization the person is not in, one that is not active, and one that does not exist. */
async function NotAdmitted({ request, email, application }: NotAdmittedProps) {
  const brand = await findBrand(request.organization ?? "");
  return (
    <Door
      brand={brand}
      title={`${brand?.displayName ?? `That ${noun.one}`} is not open to you`}
      lead={`You are signed in as ${email}. Ask someone in it to let that address in, or go on as someone else.`}
      footEnd={<Cancel uid={request.uid} label={`Back to ${application}`} />}
    >
      <Button href={signInFor(request)} variant="solid" size="large" wide>
        Use another account
      </Button>
    </Door>
  );
}

function OtherAccount({ request }: { request: AuthorizationRequest }) {
  return (
    <a className="link" href={signInFor(request)}>
      Use another account
    </a>
  );
}

function Cancel({ uid, label = "Cancel" }: { uid: string; label?: string }) {
  return (
    <form method="post" action={`${continueAddress(uid)}/answer`}>
      <button type="submit" name="cancel" value="yes" className="link">
        {label}
      </button>
    </form>
  );
}
