import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { SubmitButton } from "@/components/ui/submit-button";
import { proveAddressAction } from "./domains/actions";

type UnverifiedAddressProps = { slug: string; domain: string; listed: boolean };

/** The address is a hostname that nobody has verified: what to do, in one click. */
export function UnverifiedAddress({ slug, domain, listed }: UnverifiedAddressProps) {
  return (
    <Card padded className="flex flex-wrap items-center justify-between gap-4">
      <div className="min-w-0 flex-1 basis-72 [overflow-wrap:anywhere]">
        <p className="font-medium">{slug} opens nothing yet</p>
        <p className="text-ink-2 text-small">
          {listed
            ? `It works as soon as the record of ${domain} is found.`
            : `It works once ${domain} is verified, with a DNS record.`}
        </p>
      </div>
      {listed ? (
        <a href={`/o/${slug}/settings/domains`} className={buttonClass()}>
          See the record
        </a>
      ) : (
        <form action={proveAddressAction.bind(null, slug, domain)}>
          <SubmitButton variant="outline" waiting="Adding">
            Add the domain
          </SubmitButton>
        </form>
      )}
    </Card>
  );
}
