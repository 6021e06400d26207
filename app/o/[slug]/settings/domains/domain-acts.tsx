import type { Domain } from "#lib/organizations/domains/types";
import { SubmitButton } from "@/components/ui/submit-button";
import { removeDomainAction, verifyDomainAction } from "./actions";

type ActProps = { slug: string; domain: Domain };

/** Looks for the record now, of a domain whose last look did not find it. */
export function VerifyForm({ slug, domain: { id, domain, status, record, problem } }: ActProps) {
  if (!record || (status === "verified" && !problem)) return null;
  return (
    <form action={verifyDomainAction.bind(null, slug, id)}>
      <SubmitButton variant="outline" size="small" waiting="Looking">
        Verify now<span className="sr-only"> {domain}</span>
      </SubmitButton>
    </form>
  );
}

export function RemoveForm({ slug, domain: { id, domain, status } }: ActProps) {
  return (
    <form
      action={removeDomainAction.bind(null, slug, id)}
      className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3"
    >
      <p className="min-w-0 flex-1 basis-60 text-small">
        {status === "verified" ? "Addresses on it stop working at once. " : ""}To add it again you publish a new record.
      </p>
      <SubmitButton variant="outline" size="small" waiting="Removing">
        <span className="max-w-[15rem] truncate">Remove {domain}</span>
      </SubmitButton>
    </form>
  );
}
