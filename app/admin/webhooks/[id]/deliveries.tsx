import Link from "next/link";
import type { Delivery, Endpoint } from "#lib/webhooks/types";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { RelativeTime } from "@/components/ui/relative-time";
import { Row } from "@/components/ui/row";
import { Section } from "@/components/ui/section";
import { Paging } from "../../paging";
import { DeliveryTag, deliverySentence } from "../health";

const filters = [
  { show: "", label: "All" },
  { show: "pending", label: "Pending" },
  { show: "failed", label: "Failed" },
] as const;

type DeliveriesProps = {
  id: Endpoint["id"];
  show: "" | "pending" | "failed";
  isFirst: boolean;
  deliveries: readonly Delivery[];
  next: string | null;
};

function addressOf(id: string, show: string, after?: string): string {
  const query = new URLSearchParams({ ...(show && { show }), ...(after && { after }) });
  return `/admin/webhooks/${id}${query.size > 0 ? `?${query}` : ""}#deliveries`;
}

/** What the endpoint was sent and is to be sent, newest first. */
export function Deliveries({ id, show, isFirst, deliveries, next }: DeliveriesProps) {
  return (
    <Section id="deliveries" title="Deliveries">
      <nav aria-label="Which ones" className="flex gap-1">
        {filters.map((filter) => (
          <Link
            key={filter.show}
            href={addressOf(id, filter.show)}
            prefetch={false}
            aria-current={filter.show === show ? "page" : undefined}
            className="flex h-8 items-center rounded-small px-3 text-ink-2 text-small no-underline transition-colors hover:bg-sunken aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink"
          >
            {filter.label}
          </Link>
        ))}
      </nav>
      {deliveries.length > 0 ? (
        <Card>
          <ul>
            {deliveries.map((delivery) => (
              <Row
                key={delivery.eventId}
                as="li"
                wrap
                title={<span className="font-mono font-normal text-small">{delivery.type}</span>}
                href={`/admin/webhooks/${id}/deliveries/${delivery.eventId}`}
                detail={deliverySentence(delivery)}
                action={
                  <span className="grid justify-items-end gap-1">
                    <DeliveryTag {...delivery} />
                    <RelativeTime date={delivery.createdAt} />
                  </span>
                }
              />
            ))}
          </ul>
        </Card>
      ) : (
        <Empty title={isFirst ? "There is nothing here" : "That was the last one"}>
          {isFirst && show === "" ? "What happens from now on shows up here, and what became of it." : null}
        </Empty>
      )}
      <Paging next={next && addressOf(id, show, next)} first={isFirst ? null : addressOf(id, show)} />
    </Section>
  );
}
