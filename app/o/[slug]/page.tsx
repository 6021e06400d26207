import { DoorOpen } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { requireMember } from "#lib/auth/gates";
import { doorAddress } from "#lib/door-address";
import { listDomains } from "#lib/organizations/domains/queries";
import { addressProof } from "#lib/organizations/domains/refusals";
import { findLogoCopy } from "#lib/organizations/logos/queries";
import { readPortal } from "#lib/organizations/queries";
import { isHostname } from "#lib/organizations/slugs/rules";
import { Button, buttonClass } from "@/components/ui/button";
import { Page } from "@/components/ui/page";
import { Refreshing } from "@/components/ui/refreshing";
import { NextSteps } from "./next-steps";
import { People } from "./people";
import { PortalHead } from "./portal-head";
import { RecentEvents } from "./recent-events";
import { findSurroundings } from "./surroundings";

type Params = Promise<{ slug: string }>;

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const { brand } = await requireMember((await params).slug);
  return { title: brand.displayName };
}

/** The home of an organization: who is here, what to do next, what happened. At most seven statements in all, unless a logo is being fetched. */
export default async function PortalPage({ params }: { params: Params }) {
  const { context, brand } = await requireMember((await params).slug);
  const [{ hasPasskey }, portal, domains] = await Promise.all([
    findSurroundings(context.actor.id),
    readPortal(context, { members: 5, events: 6 }),
    isHostname(brand.slug) ? listDomains(context) : [],
  ]);
  const proof = addressProof(brand.slug, domains);
  const unverified = proof && !proof.verified ? proof.domain : null;
  // A hostname opens nothing before it is verified; the id always does.
  const address = doorAddress(unverified ? brand.organizationId : brand.slug);
  const manages = context.permissions.has("organization:manage");
  // Whoever has just given a link sees the picture take the letter's place.
  const copy = manages && brand.logoUrl !== null && brand.logo === null ? await findLogoCopy(context) : null;
  return (
    <Page
      head={
        <PortalHead
          brand={brand}
          address={address}
          action={
            <div className="flex gap-2 [&>*]:max-wide:flex-1">
              <Link href={`/o/${brand.slug}/settings`} prefetch={false} className={buttonClass()}>
                Settings
              </Link>
              {manages ? (
                <Button variant="solid" href={address.url} target="_blank" icon={<DoorOpen aria-hidden="true" />}>
                  Open the door
                  <span className="sr-only"> (in a new tab)</span>
                </Button>
              ) : null}
            </div>
          }
        />
      }
      className="grid items-start gap-10 wide:grid-cols-[minmax(0,1fr)_21.5rem] wide:gap-12"
    >
      {copy?.triedAt === null ? <Refreshing /> : null}
      <div className="grid min-w-0 gap-10">
        <NextSteps
          brand={brand}
          unverified={unverified}
          manages={manages}
          hasName={context.actor.name !== null}
          hasPasskey={hasPasskey}
        />
        <RecentEvents events={portal.events} organization={brand.displayName} userId={context.actor.id} />
      </div>
      <People slug={brand.slug} members={portal.members} total={portal.total} userId={context.actor.id} />
    </Page>
  );
}
