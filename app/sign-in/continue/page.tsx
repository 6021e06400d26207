import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { findApplication } from "#lib/applications/queries";
import { cookieNames } from "#lib/auth/cookies";
import { safeCallbackUrl } from "#lib/auth/rules";
import { env } from "#lib/env";
import { findRequest } from "#lib/tokens/requests/queries";
import { requestIn } from "#lib/tokens/requests/rules";
import { SignInDoor } from "@/components/auth/sign-in-door";
import { SignUpDoor } from "@/components/auth/sign-up-door";
import { doorMetadata, doorViewport, findBrand } from "@/components/brand/door-head";
import { signInError } from "./messages";

type Search = Promise<Record<string, string | string[] | undefined>>;

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

async function brandIn(search: Search) {
  const organization = first((await search).organization);
  return organization ? findBrand(organization) : null;
}

export async function generateMetadata({ searchParams }: { searchParams: Search }): Promise<Metadata> {
  const brand = await brandIn(searchParams);
  return { title: "Sign in", ...(brand && doorMetadata(brand)), robots: { index: false } };
}

export async function generateViewport({ searchParams }: { searchParams: Search }): Promise<Viewport> {
  const brand = await brandIn(searchParams);
  return brand ? doorViewport(brand) : {};
}

/** The door as one visitor needs it: on the way to a page, or after something went wrong. Never cached. */
export default async function ContinueSignInPage({ searchParams }: { searchParams: Search }) {
  const search = await searchParams;
  const signsUp = first(search.intent) === "sign-up";
  const code = first(search.error) ?? (signsUp && env.SIGN_UP === "off" ? "SignUpClosed" : undefined);
  const error = signInError(code);
  const jar = await cookies();
  // What went wrong at a provider, or with a link, comes here without the way back: Auth.js keeps it for the sign-in that it began.
  const begun = error ? jar.get(cookieNames.callbackUrl)?.value : undefined;
  const callbackUrl = safeCallbackUrl(first(search.callbackUrl) ?? begun, env.APP_URL);
  const application = await applicationBehind(callbackUrl);
  const brand = await brandIn(searchParams);
  const typed = first(search.error) ? jar.get(cookieNames.typedEmail)?.value : undefined;
  const email = typed ?? first(search.email)?.slice(0, 320);
  if (signsUp && env.SIGN_UP === "on") {
    const next = application ? `Then you go on to ${application}.` : undefined;
    return <SignUpDoor callbackUrl={callbackUrl} next={next} error={error} email={email} />;
  }
  return (
    <SignInDoor
      brand={brand}
      callbackUrl={callbackUrl}
      lead={`Then you go on ${application ? `to ${application}` : "where you were"}.`}
      error={error}
      email={email}
    />
  );
}

/** The name of the application that waits for this sign-in, if one does. */
async function applicationBehind(callbackUrl: string): Promise<string | null> {
  const uid = requestIn(callbackUrl);
  const request = uid && (await findRequest(uid));
  const application = request && (await findApplication(request.applicationId));
  return application ? application.name : null;
}
