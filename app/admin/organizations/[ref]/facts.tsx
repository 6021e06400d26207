import { doorAddress } from "#lib/door-address";
import { addressProof } from "#lib/organizations/domains/refusals";
import type { OperatorView } from "#lib/organizations/operations/queries";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Fact, Moment } from "../../fact";

const ways: Record<string, string> = {
  sign_up: "at sign-up",
  user: "by a person",
  api: "through the API",
  operator: "by an operator",
};

/** What is known of an organization, each to be copied where somebody will want to. */
export function Facts({ organization, domains }: Pick<OperatorView, "organization" | "domains">) {
  const { organizationId, externalId, createdAt, createdVia, createdBy, formerAddresses } = organization;
  const way = ways[createdVia] ?? createdVia;
  return (
    <Card>
      <dl>
        <Addresses organization={organization} domains={domains} />
        {formerAddresses.length > 0 ? <Fact label="Former addresses">{formerAddresses.join(", ")}</Fact> : null}
        <Fact label="Id">
          <CopyButton value={organizationId} label="Copy id" />
        </Fact>
        <Fact label="External id">
          {externalId ? <CopyButton value={externalId} label="Copy external id" /> : <span>None</span>}
        </Fact>
        <LogoFact organization={organization} />
        <Fact label="Created">
          <Moment date={createdAt} />, {createdBy ? `${way}: ${createdBy}` : way}
        </Fact>
      </dl>
    </Card>
  );
}

/** Where the door opens: a hostname that is not verified opens nothing, and of a deleted one nothing does. */
function Addresses({ organization, domains }: Pick<OperatorView, "organization" | "domains">) {
  const { organizationId, address, deletedAt } = organization;
  if (deletedAt) return address ? <Fact label="Address">{address}</Fact> : null;
  const proof = address === null ? null : addressProof(address, domains);
  const unverified = proof && !proof.verified ? proof.domain : null;
  const door = doorAddress(address === null || unverified ? organizationId : address);
  return (
    <>
      {unverified ? (
        <Fact label="Address">
          {address}
          <span className="block text-ink-2 text-small">Opens nothing until {unverified} is verified.</span>
        </Fact>
      ) : null}
      <Fact label={unverified ? "Door" : "Address"}>
        <CopyButton value={door.url} label="Copy address">
          {door.label}
        </CopyButton>
      </Fact>
    </>
  );
}

function LogoFact({ organization }: Pick<OperatorView, "organization">) {
  const { logo, logoUrl, logoUrlProblem } = organization;
  if (logoUrl === null) return <Fact label="Logo">{logo ? "Uploaded" : "None"}</Fact>;
  return (
    <Fact label="Logo">
      <CopyButton value={logoUrl} label="Copy link to the logo" />
      {logoUrlProblem ? (
        <span className="block text-danger text-small">
          {logoUrlProblem}
          {logo ? " The picture from before is still shown." : null}
        </span>
      ) : null}
    </Fact>
  );
}
