import type { ReactNode } from "react";
import { noun } from "#lib/noun";
import type { Domain, DomainStatus, ProofRecord } from "#lib/organizations/domains/types";
import { Card } from "../ui/card.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Disclosure } from "../ui/disclosure.tsx";
import { relativeTime, timeUntil } from "../ui/relative-time.tsx";
import { Row } from "../ui/row.tsx";
import { Tag } from "../ui/tag.tsx";

const statuses = {
  pending: { tone: "neutral", label: "Pending" },
  verified: { tone: "success", label: "Verified" },
  failed: { tone: "danger", label: "Failed" },
} as const satisfies Record<DomainStatus, object>;

function StatusTag({ status }: { status: DomainStatus }) {
  const { tone, label } = statuses[status];
  return <Tag tone={tone}>{label}</Tag>;
}

/** Each domain and how it stands, for those who change nothing. */
export function DomainRows({ domains }: { domains: readonly Domain[] }) {
  return (
    <Card>
      <ul>
        {domains.map(({ id, domain, status }) => (
          <Row key={id} as="li" wrap title={domain} action={<StatusTag status={status} />} />
        ))}
      </ul>
    </Card>
  );
}

type DomainListProps = {
  domains: readonly Domain[];
  /** The form that verifies one, where there is something to verify. */
  verifying: (domain: Domain) => ReactNode;
  /** The form that takes one off the list. */
  removing: (domain: Domain) => ReactNode;
};

/** Each domain with what it waits for, and what can be done about it. */
export function DomainList({ domains, verifying, removing }: DomainListProps) {
  return (
    <Card>
      <ul>
        {domains.map((domain) => (
          <DomainItem key={domain.id} entry={domain} verifying={verifying(domain)} removing={removing(domain)} />
        ))}
      </ul>
    </Card>
  );
}

type DomainItemProps = { entry: Domain; verifying: ReactNode; removing: ReactNode };

function DomainItem({ entry, verifying, removing }: DomainItemProps) {
  const { domain, status, record } = entry;
  const waits = record && status !== "verified";
  const looks = looksOf(entry);
  return (
    <li className="grid gap-4 border-line p-4 not-first:border-t wide:p-6">
      <div className="grid gap-1">
        <div className="flex items-start justify-between gap-4">
          <h3 className="min-w-0">{domain}</h3>
          <StatusTag status={status} />
        </div>
        <p className="max-w-measure text-ink-2 text-small [overflow-wrap:anywhere]">{meaningOf(entry)}</p>
      </div>
      {waits ? <RecordToPublish record={record} /> : null}
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 empty:hidden">
        {looks ? <p className="text-ink-3 text-small">{looks}</p> : null}
        {verifying}
      </div>
      <div className="grid gap-1">
        {record && !waits ? (
          <Disclosure label="Show the record" about={domain}>
            <RecordToPublish record={record} />
          </Disclosure>
        ) : null}
        <Disclosure label="Remove" about={domain}>
          {removing}
        </Disclosure>
      </div>
    </li>
  );
}

function meaningOf({ domain, status, problem, record, createdVia }: Domain): string {
  if (!record) {
    if (status !== "verified") return `Not verified any more: it was free while this ${noun.one} was deleted.`;
    return `Added ${createdVia === "api" ? "through the API" : "by an operator"}. It needs no record in DNS.`;
  }
  if (status === "verified") {
    return problem
      ? `${problem} Addresses on it go on working for now.`
      : "Addresses on it work. Leave the record in DNS: Foyer looks for it every day.";
  }
  if (status === "failed") return `${problem ?? ""} Foyer has stopped looking: publish the record, then verify.`.trim();
  return problem ?? `Publish this record where the DNS of ${domain} is kept. Foyer finds it by itself.`;
}

function looksOf({ checkedAt, nextCheckAt, record }: Domain): string {
  if (!record) return "";
  const next = nextCheckAt ? timeUntil(nextCheckAt) : null;
  if (!checkedAt) return next ? `First look ${next}` : "";
  return `Last look ${relativeTime(checkedAt, "long")}${next ? `, next ${next}` : ""}`;
}

function RecordToPublish({ record }: { record: ProofRecord }) {
  return (
    <dl className="grid gap-2 rounded-control bg-sunken px-4 py-3 wide:gap-1">
      <RecordPart name="Type">
        <span className="wide:block wide:py-1">TXT</span>
      </RecordPart>
      <RecordPart name="Name">
        <CopyButton value={record.name} label="Copy name" />
      </RecordPart>
      <RecordPart name="Value">
        <CopyButton value={record.value} label="Copy value" />
      </RecordPart>
    </dl>
  );
}

function RecordPart({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid wide:grid-cols-[4rem_minmax(0,1fr)] wide:items-baseline">
      <dt className="text-ink-2 text-small">{name}</dt>
      <dd className="min-w-0 font-mono text-small">{children}</dd>
    </div>
  );
}
