import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { cookieNames } from "#lib/auth/cookies";
import { linkLifetimeSeconds } from "#lib/auth/magic-link";
import { safeCallbackUrl } from "#lib/auth/rules";
import { usesMailbox } from "#lib/email/transport";
import { env } from "#lib/env";
import { queryText } from "#lib/query-text";
import { requestIn } from "#lib/tokens/requests/rules";
import { otherDoor } from "@/components/auth/sign-in-door";
import { Door } from "@/components/brand/door";
import { brandIcons, doorViewport, findBrand } from "@/components/brand/door-head";
import { Button } from "@/components/ui/button";

type Search = Promise<Record<string, string | string[] | undefined>>;

async function brandIn(search: Search) {
  const organization = queryText((await search).organization);
  return organization ? findBrand(organization) : null;
}

export async function generateMetadata({ searchParams }: { searchParams: Search }): Promise<Metadata> {
  const brand = await brandIn(searchParams);
  return { title: "Check your mail", ...(brand && { icons: brandIcons(brand) }), robots: { index: false } };
}

export async function generateViewport({ searchParams }: { searchParams: Search }): Promise<Viewport> {
  const brand = await brandIn(searchParams);
  return brand ? doorViewport(brand) : {};
}

/** After a link was asked for. Says the same for every address, known or not. */
export default async function CheckMailPage({ searchParams }: { searchParams: Search }) {
  const jar = await cookies();
  const typed = jar.get(cookieNames.typedEmail)?.value;
  const begun = safeCallbackUrl(jar.get(cookieNames.callbackUrl)?.value, env.APP_URL);
  const { reason } = await searchParams;
  const confirming = reason === "confirm";
  const brand = await brandIn(searchParams);
  return (
    <Door
      brand={brand}
      title={confirming ? "Confirm your address" : "Check your mail"}
      lead={
        confirming ? (
          "The provider does not vouch for your e-mail address. Open the link we sent there, in this browser, and you are in."
        ) : (
          <>
            We sent a sign-in link to <b className="text-ink">{typed ?? "your address"}</b>. It works once, for{" "}
            {linkLifetimeSeconds / 60} minutes.
          </>
        )
      }
      footStart={
        <>
          Nothing there?{" "}
          <a className="link" href={requestIn(begun) || !brand ? otherDoor("sign-in", begun) : `/login/${brand.slug}`}>
            Try again
          </a>
        </>
      }
    >
      {usesMailbox() ? (
        <div className="grid gap-4">
          <p className="text-ink-2">
            No mail server is set up, so mail stays on this machine. That is for trying Foyer out.
          </p>
          <Button href="/mailbox" variant="solid" size="large" wide>
            Open the local mailbox
          </Button>
        </div>
      ) : (
        <p className="text-ink-2">
          It can take a minute. If it is not there, look where your mail keeps what it distrusts.
        </p>
      )}
    </Door>
  );
}
