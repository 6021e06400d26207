import type { Metadata } from "next";
import { Door } from "@/components/brand/door";

export const metadata: Metadata = { title: "Portal closed", robots: { index: false } };

type PageProps = { searchParams: Promise<{ finished?: string | string[] }> };

/** After finishing; and, all alike, for links that were used, are too old or never were, and portals whose time is over. */
export default async function PortalEndedPage({ searchParams }: PageProps) {
  const finished = (await searchParams).finished !== undefined;
  return (
    <Door
      brand={null}
      title={finished ? "You have finished" : "This link opens nothing any more"}
      lead={
        finished
          ? "Everything you saved is in place, and the portal is closed. To come back, ask whoever sent you the link for a new one."
          : "A link to a portal opens once, within a minute, and what it opened closes after six hours. Ask whoever sent it for a new one."
      }
    >
      {null}
    </Door>
  );
}
