import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { requireMember, requireUser } from "#lib/auth/gates";
import { signInMethods } from "#lib/auth/providers";
import { doorAddress } from "#lib/door-address";
import { noun } from "#lib/noun";
import { listOwnOrganizations } from "#lib/organizations/queries";
import { permissionsOf } from "#lib/roles/rules";
import { Wordmark } from "@/components/brand/mark";
import { OrganizationForm } from "@/components/forms/organization-form";
import { Button } from "@/components/ui/button";
import { Page, PageHead } from "@/components/ui/page";
import { TopBar } from "@/components/ui/top-bar";
import { continueAction, skipAction } from "./actions";

export const metadata: Metadata = { title: "Welcome" };

/** Once, after a first sign-in: the organization that came with it, to be named. Everything is prefilled and can be skipped. */
export default async function WelcomePage() {
  const user = await requireUser();
  if (user.welcomedAt !== null) redirect("/home");
  const organizations = await listOwnOrganizations(user.id);
  // The one that came with the account was opened first of all, whatever else they have made since.
  const current = organizations.at(-1);
  if (!current) redirect("/organizations");

  const manages = permissionsOf(current.role).includes("organization:manage");
  return (
    <>
      <TopBar start={<Wordmark />} />
      <Page className={manages ? undefined : "grid max-w-[47rem] gap-8"}>
        {manages ? (
          <NameIt slug={current.slug} />
        ) : (
          <PageHead
            title={`Welcome to ${current.displayName}`}
            lead={`You are in. Others look after this ${noun.one}.`}
          />
        )}
        <form id="skip" action={skipAction.bind(null, current.slug)}>
          {manages ? null : (
            <Button type="submit" variant="solid">
              Go in
            </Button>
          )}
        </form>
      </Page>
    </>
  );
}

async function NameIt({ slug }: { slug: string }) {
  const { brand } = await requireMember(slug);
  const { one, One } = noun;
  // Without an address its id stands in for one, which is nothing to type.
  const own = slug === brand.organizationId ? "" : slug;
  return (
    <OrganizationForm
      action={continueAction.bind(null, slug)}
      initial={{
        displayName: brand.displayName,
        slug: own,
        logoUrl: brand.logoUrl ?? "",
        color: brand.color ?? "",
      }}
      organizationId={brand.organizationId}
      logo={brand.logo}
      own={own}
      frame={doorAddress("")}
      methods={signInMethods()}
      words={{ one, One }}
      label="Continue"
      waiting="Saving"
      head={<PageHead title={`Name your ${one}`} lead="It is ready, and yours. All of this can be changed later." />}
      aside={
        <Button type="submit" form="skip" variant="quiet">
          Skip for now
        </Button>
      }
    />
  );
}
