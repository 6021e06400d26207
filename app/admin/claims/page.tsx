import type { Metadata } from "next";
import { requireOperator } from "#lib/auth/gates";
import { noun } from "#lib/noun";
import { listClaims } from "#lib/tokens/claims/queries";
import { claimPaths } from "#lib/tokens/claims/rules";
import type { ClaimDefinition } from "#lib/tokens/claims/types";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { Section } from "@/components/ui/section";
import { ActForm } from "../act-form";
import { AdminSection } from "../sections";
import { removeClaimAction } from "./actions";
import { ClaimForm } from "./claim-form";

export async function generateMetadata(): Promise<Metadata> {
  await requireOperator();
  return { title: "Claims" };
}

/** What tokens say beyond what they always say. */
export default async function ClaimsPage() {
  const context = await requireOperator();
  const claims = await listClaims(context);
  return (
    <AdminSection
      current="/admin/claims"
      title="Claims"
      lead={`What tokens say of ${noun.a} or a person beyond the standard claims. A change is in the next token; a claim without a value is left out.`}
      action={<Button href="/admin/claims/preview">Preview tokens</Button>}
    >
      {claims.length > 0 ? (
        <Card>
          <ul>
            {claims.map((claim) => (
              <Claim key={claim.name} claim={claim} />
            ))}
          </ul>
        </Card>
      ) : (
        <Empty title="There are no custom claims yet">
          Tokens carry the standard ones. Add a claim for what your applications would have to look up otherwise.
        </Empty>
      )}
      <Section id="add" title="Add a claim">
        <ClaimForm paths={claimPaths} />
      </Section>
    </AdminSection>
  );
}

function Claim({ claim }: { claim: ClaimDefinition }) {
  const { name, path } = claim;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-line p-3 not-first:border-t wide:px-6 wide:py-4">
      <div className="grid min-w-0 flex-1 basis-56">
        <span className="font-mono text-small [overflow-wrap:anywhere]">{name}</span>
        <span className="text-ink-2 text-small [overflow-wrap:anywhere]">
          {path}, in {tokensOf(claim)}
        </span>
      </div>
      <ActForm action={removeClaimAction} fields={{ name }} waiting="Removing" size="small">
        Remove <span className="sr-only">{name}</span>
      </ActForm>
    </li>
  );
}

function tokensOf({ inIdToken, inAccessToken }: ClaimDefinition): string {
  if (inIdToken && inAccessToken) return "both tokens";
  return inIdToken ? "the ID token" : "the access token";
}
