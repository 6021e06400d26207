import type { Metadata } from "next";
import { cookies } from "next/headers";
import { cookieNames } from "#lib/auth/cookies";
import { safeCallbackUrl } from "#lib/auth/rules";
import { env } from "#lib/env";
import { findPublicBrand } from "#lib/organizations/queries";
import { SignInDoor } from "@/components/auth/sign-in-door";
import { SignUpDoor } from "@/components/auth/sign-up-door";
import { signInError } from "./messages";

export const metadata: Metadata = { title: "Sign in", robots: { index: false } };

type Search = Promise<Record<string, string | string[] | undefined>>;

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** The door as one visitor needs it: on the way to a page, or after something went wrong. Never cached. */
export default async function ContinueSignInPage({ searchParams }: { searchParams: Search }) {
  const search = await searchParams;
  const callbackUrl = safeCallbackUrl(first(search.callbackUrl), env.APP_URL);
  const error = signInError(first(search.error));
  const organization = first(search.organization);
  const brand = organization ? await findPublicBrand(organization) : null;
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
