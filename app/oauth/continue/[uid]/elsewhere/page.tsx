import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { findApplication } from "#lib/applications/queries";
import { findInitiateLoginUrl } from "#lib/applications/redirects/queries";
import { findUser } from "#lib/auth/gates";
import { findRequest } from "#lib/tokens/requests/queries";
import { Door } from "@/components/brand/door";
import { findBrand } from "@/components/brand/door-head";
import { Button } from "@/components/ui/button";

export const metadata: Metadata = { title: "It waits in another browser", robots: { index: false } };

type PageProps = { params: Promise<{ uid: string }> };

/** A sign-in link was opened in a browser that the application's request did not begin in: only that one can finish it. */
export default async function ElsewherePage({ params }: PageProps) {
  const { uid } = await params;
  const request = await findRequest(uid);
  const application = request && (await findApplication(request.applicationId));
  if (!request || !application) redirect("/oauth/error");
  const { name } = application;
  const [user, brand, again] = await Promise.all([
    findUser(),
    request.organization ? findBrand(request.organization) : null,
    findInitiateLoginUrl(application, request.organization),
  ]);
  return (
    <Door
      brand={brand}
      title={`${name} waits in another browser`}
      lead={
        user
          ? `In this one you are signed in now, as ${user.email}. Go back to ${name} here and start again: you will be in at once.`
          : `Go back to ${name} and start again in this one.`
      }
      footStart={
        again ? (
          <a className="link" href="/home">
            Go home
          </a>
        ) : null
      }
    >
      {again ? (
        <Button href={again} variant="solid" size="large" wide className="min-w-0">
          <span className="truncate">Go to {name}</span>
        </Button>
      ) : (
        <Button href="/home" size="large" wide>
          Go home
        </Button>
      )}
    </Door>
  );
}
