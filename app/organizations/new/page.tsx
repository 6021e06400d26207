import { randomUUID } from "node:crypto";
import type { Metadata } from "next";
import { requireUser } from "#lib/auth/gates";
import { signInMethods } from "#lib/auth/providers";
import { safeCallbackUrl } from "#lib/auth/rules";
import { doorAddress } from "#lib/door-address";
import { env } from "#lib/env";
import { noun } from "#lib/noun";
import { findCreationRefusal } from "#lib/organizations/allowance/queries";
import { brandSwatches } from "#lib/organizations/brand/rules";
import { Wordmark } from "@/components/brand/mark";
import { OrganizationForm } from "@/components/forms/organization-form";
import { Button } from "@/components/ui/button";
import { Page, PageHead } from "@/components/ui/page";
import { TopBar } from "@/components/ui/top-bar";
import { createOrganizationAction } from "./actions";

export function generateMetadata(): Metadata {
  return { title: `Create ${noun.a}` };
}

type PageProps = { searchParams: Promise<{ callbackUrl?: string | string[] }> };

export default async function NewOrganizationPage({ searchParams }: PageProps) {
  const user = await requireUser();
  const { one, One } = noun;
  const refusal = await findCreationRefusal(user.id);
  const creationKey = randomUUID();
  // An application waits for somebody who is in none yet (app/oauth): they go back to it from here.
  const callbackUrl = safeCallbackUrl((await searchParams).callbackUrl, env.APP_URL);
  return (
    <>
      <TopBar
        start={<Wordmark href="/home" />}
        end={
          <Button variant="quiet" href={callbackUrl} className="-mr-3">
            Cancel
          </Button>
        }
      />
      {refusal ? (
        <Page className="grid max-w-[47rem] gap-8">
          <PageHead title={`Create ${noun.a}`} lead={refusal} />
          <div>
            <Button href="/organizations" variant="solid">
              Your {noun.many}
            </Button>
          </div>
        </Page>
      ) : (
        <Page>
          <OrganizationForm
            action={createOrganizationAction}
            initial={{ displayName: "", slug: "", logoUrl: "", color: proposedColor(creationKey) }}
            organizationId={`org_${creationKey}`}
            frame={doorAddress("")}
            methods={signInMethods()}
            words={{ one, One }}
            hidden={{ creationKey, callbackUrl }}
            label={`Create ${one}`}
            waiting="Creating"
            head={<PageHead title={`Create ${noun.a}`} lead="A place for your people, with its own door." />}
          />
        </Page>
      )}
    </>
  );
}

/** One of the swatches by chance, so that a person's doors tell apart before anyone has chosen a colour. */
function proposedColor(key: string): string {
  return brandSwatches[Number.parseInt(key.slice(0, 8), 16) % brandSwatches.length]?.color ?? "";
}
