import type { Address, DoorAddresses } from "#lib/door-address";
import { noun } from "#lib/noun";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Section } from "@/components/ui/section";

/** Every address at which the door opens, each to copy. */
export function DoorAddressList({ path, subdomain, hostnames }: DoorAddresses) {
  const rows: { address: Address; detail: string }[] = [
    { address: path, detail: "Always there" },
    ...(subdomain ? [{ address: subdomain, detail: "The same door under a shorter name" }] : []),
    ...hostnames.map((address) => ({ address, detail: "Your own domain; opens once its DNS leads to this server" })),
  ];
  return (
    <Section id="door-addresses" title="Where the door opens">
      <p className="text-ink-2">Whoever starts at one of these signs in and ends in this {noun.one}.</p>
      <Card>
        <ul>
          {rows.map(({ address, detail }) => (
            <li
              key={address.url}
              className="grid min-h-16 content-center border-line px-4 py-3 not-first:border-t wide:px-6"
            >
              <span className="grid font-medium">
                <CopyButton value={address.url} label="Copy address">
                  {address.label}
                </CopyButton>
              </span>
              <span className="text-ink-2 text-small">{detail}</span>
            </li>
          ))}
        </ul>
      </Card>
    </Section>
  );
}
