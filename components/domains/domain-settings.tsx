import type { FormAction } from "#lib/action";
import { addressProof } from "#lib/organizations/domains/refusals";
import type { Domain } from "#lib/organizations/domains/types";
import { Card } from "../ui/card.tsx";
import { Note } from "../ui/note.tsx";
import { Section } from "../ui/section.tsx";
import { SubmitButton } from "../ui/submit-button.tsx";
import { DomainForm } from "./domain-form.tsx";
import { DomainList } from "./domain-list.tsx";

/** Does it to the domain with that id, and draws the page again. */
type DomainAct = (id: string) => Promise<never>;

type DomainSettingsProps = {
  domains: readonly Domain[];
  /** The organization's own, whose domain is proposed when it waits for one. */
  address: string;
  /** What the last click left in the address of the page. */
  search: Record<string, string | string[] | undefined>;
  add: FormAction;
  verify: DomainAct;
  remove: DomainAct;
};

/** An organization's domains for whoever may change them: adding one, its record, its proof, and taking it off the list. */
export function DomainSettings({ domains, address, search, add, verify, remove }: DomainSettingsProps) {
  const proof = addressProof(address, domains);
  return (
    <>
      <Outcome search={search} domains={domains} />
      <Card padded className="grid gap-6">
        {domains.length === 0 ? <Introduction /> : null}
        <DomainForm action={add} proposed={proof && !proof.listed ? proof.domain : ""} />
      </Card>
      {domains.length > 0 ? (
        <Section id="domains" title="Your domains">
          <DomainList
            domains={domains}
            verifying={(domain) => <VerifyForm verify={verify} domain={domain} />}
            removing={(domain) => <RemoveForm remove={remove} domain={domain} />}
          />
        </Section>
      ) : null}
    </>
  );
}

function Introduction() {
  return (
    <div className="grid max-w-measure gap-1">
      <h2>An address of your own</h2>
      <p className="text-ink-2">
        People can sign in at an address such as auth.orion-analytics.com. Add the domain, publish one record where its
        DNS is kept, and Foyer finds it.
      </p>
    </div>
  );
}

const done: Record<string, string> = {
  added: "The domain is in the list. Publish its record, then verify it.",
  removed: "The domain is removed. You can delete its record from DNS.",
};
const refused: Record<string, string> = {
  limit: "That was asked for too often. Foyer goes on looking by itself; try again in ten minutes.",
  domain: "The domain was not added. Add it below to read why.",
};

/** What came of the last click. */
function Outcome({ search, domains }: Pick<DomainSettingsProps, "search" | "domains">) {
  const error = refused[String(search.error)];
  if (error) return <Note tone="danger">{error}</Note>;
  const notice = done[String(search.done)];
  if (notice) return <Note>{notice}</Note>;
  const looked = domains.find(({ id }) => id === search.looked);
  if (!looked) return null;
  return looked.status === "verified" && !looked.problem ? (
    <Note>{looked.domain} is verified.</Note>
  ) : (
    <Note tone="danger">The proof of {looked.domain} was not found. The reason is under its name in the list.</Note>
  );
}

/** Looks for the record now, of a domain whose last look did not find it. */
function VerifyForm({ verify, domain }: { verify: DomainAct; domain: Domain }) {
  const { id, status, record, problem } = domain;
  if (!record || (status === "verified" && !problem)) return null;
  return (
    <form action={verify.bind(null, id)}>
      <SubmitButton variant="outline" size="small" waiting="Looking">
        Verify now<span className="sr-only"> {domain.domain}</span>
      </SubmitButton>
    </form>
  );
}

function RemoveForm({ remove, domain: { id, domain, status } }: { remove: DomainAct; domain: Domain }) {
  return (
    <form action={remove.bind(null, id)} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
      <p className="min-w-0 flex-1 basis-60 text-small">
        {status === "verified" ? "Addresses on it stop working at once. " : ""}To add it again you publish a new record.
      </p>
      <SubmitButton variant="outline" size="small" waiting="Removing">
        <span className="max-w-[15rem] truncate">Remove {domain}</span>
      </SubmitButton>
    </form>
  );
}
