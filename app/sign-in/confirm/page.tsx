import type { Metadata, Viewport } from "next";
import { normalizeEmail, organizationIn, safeCallbackUrl } from "#lib/auth/rules";
import { env } from "#lib/env";
import { type QueryParameter, queryText } from "#lib/query-text";
import { otherDoor } from "@/components/auth/sign-in-door";
import { Door } from "@/components/brand/door";
import { brandIcons, doorViewport, findBrand } from "@/components/brand/door-head";

type Search = Promise<Record<string, QueryParameter>>;

async function brandIn(search: Search) {
  const organization = organizationIn((await search).callbackUrl, env.APP_URL);
  return organization ? findBrand(organization) : null;
}

export async function generateMetadata({ searchParams }: { searchParams: Search }): Promise<Metadata> {
  const brand = await brandIn(searchParams);
  const icons = brand && { icons: brandIcons(brand) };
  return { title: "Sign in", ...icons, referrer: "same-origin", robots: { index: false } };
}

export async function generateViewport({ searchParams }: { searchParams: Search }): Promise<Viewport> {
  const brand = await brandIn(searchParams);
  return brand ? doorViewport(brand) : {};
}

/** Where a sign-in link leads. Opening it changes nothing, because mail scanners open links; its one button does. */
export default async function ConfirmSignInPage({ searchParams }: { searchParams: Search }) {
  const search = await searchParams;
  const email = normalizeEmail(queryText(search.email));
  const token = queryText(search.token);
  const callbackUrl = safeCallbackUrl(search.callbackUrl, env.APP_URL);
  if (!email.ok || !token) {
    return (
      <Door
        brand={null}
        title="This link is not whole"
        lead="A part of it is missing. Copy all of it from the mail, or ask for a new one."
        footStart={
          <a className="link" href={otherDoor("sign-in", callbackUrl)}>
            Ask for a new link
          </a>
        }
      >
        {null}
      </Door>
    );
  }
  const brand = await brandIn(searchParams);
  return (
    <Door
      brand={brand}
      title={brand ? `Sign in to ${brand.displayName}` : "One step more"}
      lead={`You are about to sign in as ${email.email}.`}
    >
      <form method="post" action="/api/auth/callback/nodemailer">
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="email" value={email.email} />
        <input type="hidden" name="callbackUrl" value={callbackUrl} />
        <button type="submit" className="method centred" data-default>
          Sign in
        </button>
      </form>
    </Door>
  );
}
