import type { Metadata } from "next";
import { cookies } from "next/headers";
import { cookieNames } from "#lib/auth/cookies";
import { signInMethods } from "#lib/auth/providers";
import { safeCallbackUrl } from "#lib/auth/rules";
import { doorAddress } from "#lib/door-address";
import { env } from "#lib/env";
import { noun } from "#lib/noun";
import { findPublicBrand } from "#lib/organizations/queries";
import { PasskeyButton } from "@/components/auth/passkey-button";
import { Door } from "@/components/brand/door";
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
  return (
    <div className="min-h-svh">
      <Door
        brand={brand}
        title={`Sign in to ${brand?.displayName ?? "Foyer"}`}
        lead={brand ? doorAddress(brand.slug).label : "Then you go on where you were."}
        methods={signInMethods()}
        hidden={{ callbackUrl, ...(brand && { organization: brand.slug }) }}
        passkey={<PasskeyButton callbackUrl={callbackUrl} />}
        error={error}
        email={email}
        footStart={
          <>
            New here?{" "}
            <a className="link" href="/sign-up">
              Create an account
            </a>
          </>
        }
        footEnd={
          <a className="link" href="/login">
            Another {noun.one}
          </a>
        }
      />
    </div>
  );
}
