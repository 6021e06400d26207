import type { Metadata } from "next";
import { headers } from "next/headers";
import { factsHeader, factsOf } from "#lib/tokens/pages";
import { Door } from "@/components/brand/door";
import { Button } from "@/components/ui/button";

export const metadata: Metadata = { title: "Signed out", robots: { index: false } };

/** After signing out for an application that named no way back. */
export default async function ProviderSignedOutPage() {
  const facts = factsOf((await headers()).get(factsHeader), "signed-out");
  return (
    <Door
      brand={null}
      title="You are signed out"
      lead={
        facts?.application ? `You can close this page, or go back to ${facts.application}.` : "You can close this page."
      }
    >
      <Button href="/sign-in" size="large" wide>
        Sign in again
      </Button>
    </Door>
  );
}
