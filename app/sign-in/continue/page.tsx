import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import { cookieNames } from "#lib/auth/cookies";
import { safeCallbackUrl } from "#lib/auth/rules";
import { env } from "#lib/env";
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
  const callbackUrl = safeCallbackUrl(first(search.callbackUrl), env.APP_URL);
  const error = signInError(first(search.error));
  const brand = await brandIn(searchParams);
  const email = error ? (await cookies()).get(cookieNames.typedEmail)?.value : undefined;
  if (first(search.intent) === "sign-up" && env.SIGN_UP === "on") {
    return <SignUpDoor callbackUrl={callbackUrl} error={error} email={email} />;
  }
  return (
    <SignInDoor
      brand={brand}
      callbackUrl={callbackUrl}
      lead="Then you go on where you were."
      error={error}
      email={email}
    />
  );
}
