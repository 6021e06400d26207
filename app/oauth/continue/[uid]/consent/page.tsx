import { Check } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { findApplication } from "#lib/applications/queries";
import { requireUser } from "#lib/auth/gates";
import { roleName } from "#lib/roles/rules";
import { findSubject } from "#lib/tokens/claims/queries";
import { addedClaims } from "#lib/tokens/claims/rules";
import type { Subject } from "#lib/tokens/claims/types";
import { aboutOf, continueAddress, signInFor } from "#lib/tokens/requests/rules";
import { Door } from "@/components/brand/door";
import { findBrand } from "@/components/brand/door-head";
import { Button } from "@/components/ui/button";
import { waitingRequest } from "../waiting";

export const metadata: Metadata = { title: "Allow access", robots: { index: false } };

type PageProps = { params: Promise<{ uid: string }> };

/** Whether somebody else's application may know what it wants to know: each thing, as it would be told. */
export default async function ConsentPage({ params }: PageProps) {
  const { uid } = await params;
  const user = await requireUser();
  const request = await waitingRequest(uid);
  if (request?.prompt !== "consent" || request.answered) redirect(continueAddress(uid));
  const { organization } = request;
  const [application, brand, subject] = await Promise.all([
    findApplication(request.applicationId),
    organization ? findBrand(organization) : null,
    findSubject(user.sessionId, organization ?? request.picked),
  ]);
  // What it was about has changed meanwhile: the provider looks again.
  if (!application || !subject) redirect("/oauth/error");
  return (
    <Door
      brand={brand}
      title={`Let ${application.name} in?`}
      lead={`It belongs to somebody else, and asks who you are in ${subject.organization.displayName}. It is told:`}
      footStart={
        <a className="link" href={signInFor(request)}>
          Use another account
        </a>
      }
    >
      <div className="grid gap-8">
        <dl className="grid gap-3">
          {told(subject, request.scopes).map(([label, value]) => (
            <div key={label}>
              <dt className="flex gap-3 font-medium">
                <Check aria-hidden="true" className="mt-1 size-4 shrink-0 text-ink-3" />
                <span className="min-w-0 [overflow-wrap:anywhere]">{label}</span>
              </dt>
              <dd className="ms-7 text-ink-2 text-small [overflow-wrap:anywhere]">{value}</dd>
            </div>
          ))}
        </dl>
        <form method="post" action={`${continueAddress(uid)}/answer`} className="grid gap-2">
          <input type="hidden" name="about" value={aboutOf(subject)} />
          <Button type="submit" name="consent" value="allow" variant="solid" size="large" wide>
            Allow
          </Button>
          <Button type="submit" name="cancel" value="yes" size="large" wide>
            Do not allow
          </Button>
          <p className="mt-2 text-ink-3 text-small [overflow-wrap:anywhere]">
            Either way you go back to {new URL(request.redirectUri).host}.
          </p>
        </form>
      </div>
    </Door>
  );
}

/** What tokens with these scopes say of the person, in plain words. */
function told(subject: Subject, scopes: readonly string[]): [label: string, value: string][] {
  const { user, organization, role } = subject;
  const wanted = new Set(scopes);
  const added = Object.entries(addedClaims(subject, wanted)).map(([name, value]) => `${name}: ${value}`);
  const facts: ([label: string, value: string] | null)[] = [
    [`Your role in ${organization.displayName}`, roleName(role)],
    wanted.has("profile") ? ["Your name", user.name ?? "You have given none yet"] : null,
    wanted.has("email") ? ["Your e-mail address", user.email] : null,
    added.length > 0 ? [`More about you in ${organization.displayName}`, added.join(", ")] : null,
    wanted.has("offline_access") ? ["Changes to these while you are away", "Until you sign out here"] : null,
  ];
  return facts.filter((fact) => fact !== null);
}
