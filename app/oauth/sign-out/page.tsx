import type { Metadata } from "next";
import { headers } from "next/headers";
import { factsHeader, factsOf } from "#lib/tokens/pages";
import { Door } from "@/components/brand/door";
import { Button } from "@/components/ui/button";

export const metadata: Metadata = { title: "Sign out", robots: { index: false } };

/** Asked when an application sends a person here to sign out: nobody is signed out by a link alone (promises P35). */
export default async function ProviderSignOutPage() {
  const facts = factsOf((await headers()).get(factsHeader), "sign-out");
  return (
    <Door
      brand={null}
      title={facts ? "Sign out of everything?" : "Sign out"}
      lead={
        facts
          ? `${facts.application ?? "An application"} asks to sign you out here. Every application that you entered through Foyer then has you sign in again.`
          : "Signing out starts in the application, or in the menu at the top right."
      }
      footStart={
        <a className="link" href="/home">
          {facts ? "Stay signed in" : "Go home"}
        </a>
      }
    >
      {facts ? (
        <form method="post" action={facts.action}>
          <input type="hidden" name="xsrf" value={facts.proof} />
          <Button type="submit" name="logout" value="yes" variant="solid" size="large" wide>
            Sign out
          </Button>
        </form>
      ) : null}
    </Door>
  );
}
