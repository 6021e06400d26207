import type { ReactNode } from "react";
import type { ProofRecord } from "#lib/organizations/domains/rules";
import type { Domain, DomainStatus } from "#lib/organizations/domains/types";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { cx } from "@/components/ui/class-names";
import { CopyButton } from "@/components/ui/copy-button";
import { relativeTime, timeUntil } from "@/components/ui/relative-time";
import { SubmitButton } from "@/components/ui/submit-button";
import { Tag } from "@/components/ui/tag";
import { removeDomainAction, verifyDomainAction } from "./actions";

const statuses = {
  pending: { tone: "neutral", label: "Pending" },
  verified: { tone: "success", label: "Verified" },
  failed: { tone: "danger", label: "Failed" },
} as const satisfies Record<DomainStatus, object>;

export function StatusTag({ status }: { status: DomainStatus }) {
  const { tone, label } = statuses[status];
  return <Tag tone={tone}>{label}</Tag>;
}

type DomainListProps = { slug: string; domains: readonly Domain[] };

/** Each domain with what it waits for. */
export function DomainList({ slug, domains }: DomainListProps) {
  return (
    <Card>
      <ul>
        {domains.map((domain) => (
          <DomainItem key={domain.id} slug={slug} domain={domain} />
        ))}
      </ul>
    </Card>
  );
}

function DomainItem({ slug, domain: entry }: { slug: string; domain: Domain }) {
  const { id, domain, status, problem, record } = entry;
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
        {waits || (record && problem) ? (
          <form action={verifyDomainAction.bind(null, slug, id)}>
            <SubmitButton variant="outline" size="small" waiting="Looking">
              Verify now<span className="sr-only"> {domain}</span>
            </SubmitButton>
          </form>
        ) : null}
      </div>
      <div className="grid gap-1">
        {record && !waits ? (
          <Disclosure label="Show the record" about={domain}>
            <RecordToPublish record={record} />
          </Disclosure>
        ) : null}
        <Disclosure label="Remove" about={domain}>
          <form
            action={removeDomainAction.bind(null, slug, id)}
            className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3"
          >
            <p className="min-w-0 flex-1 basis-60 text-small">
              {status === "verified" ? "Addresses on it stop working at once. " : ""}To add it again you publish a new
              record.
            </p>
            <SubmitButton variant="outline" size="small" waiting="Removing">
              <span className="max-w-[15rem] truncate">Remove {domain}</span>
            </SubmitButton>
          </form>
        </Disclosure>
      </div>
    </li>
  );
}

/** Opens below its own line, without scripts too. */
function Disclosure({ label, about, children }: { label: string; about: string; children: ReactNode }) {
  return (
    <details>
      <summary
        className={cx(
          buttonClass({ variant: "quiet", size: "small" }),
          "-ml-3 cursor-pointer list-none [&::-webkit-details-marker]:hidden",
        )}
      >
        {label}
        <span className="sr-only"> {about}</span>
      </summary>
      <div className="pt-2 pb-1">{children}</div>
    </details>
  );
}

function meaningOf({ domain, status, problem, record }: Domain): string {
  if (!record) return "Whoever runs Foyer vouches for it; it needs no record.";
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
