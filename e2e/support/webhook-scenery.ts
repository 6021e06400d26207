import { newId } from "#lib/ids";
import { rows } from "./database.ts";

type EndpointState = {
  url?: string;
  description?: string;
  /** What it is sent: nothing that other tests do, or it would be sent all of that. */
  eventTypes?: string[];
  failures?: number;
  openUntil?: Date;
  pausedAt?: Date;
  gone?: boolean;
  lastDeliveredAt?: Date;
  previousSecretUntil?: Date;
};

const rare = ["organization.purged"];

/** An endpoint in any state. Its secret is none, so nothing is sent to it. */
export async function makeEndpoint(state: EndpointState = {}) {
  const id = newId("whe");
  const { url = `https://${id.replace("_", "-")}.orion-cdn.com/webhooks`, description = "", eventTypes = rare } = state;
  const { failures = 0, openUntil = null, pausedAt = null, gone = false, lastDeliveredAt = null } = state;
  const { previousSecretUntil = null } = state;
  await rows(
    `insert into webhook_endpoints (id, url, description, secret, failures, open_until, paused_at, gone, last_delivered_at, previous_secret_until)
     values ($1, $2, $3, 'none', $4, $5, $6, $7, $8, $9)`,
    [id, url, description, failures, openUntil, pausedAt, gone, lastDeliveredAt, previousSecretUntil],
  );
  await rows("insert into webhook_subscriptions select $1, unnest($2::text[])", [id, eventTypes]);
  return { id, url, host: new URL(url).host };
}

type DeliveryState = {
  type?: string;
  status?: "pending" | "delivered" | "failed";
  attempts?: number;
  next?: Date;
  problem?: string | null;
  at?: Date;
};

const data = {
  id: "org_387241950238720114",
  display_name: "Orion Analytics",
  external_id: "acct_20417",
  metadata: { plan: "enterprise", region: "eu-north-1" },
  slug: "orion",
  logo_url: "https://cdn.orion-analytics.com/assets/brand/logo-on-a-transparent-background@2x.png",
  region_code: "US",
  create_time: "2026-03-01T09:30:00.123Z",
  update_time: "2026-03-02T10:00:00.456Z",
};

/** An event for the endpoint, what became of it, and an attempt for each that was made. */
export async function makeDelivery(endpointId: string, state: DeliveryState = {}): Promise<string> {
  const id = newId("evt");
  const { type = "organization.updated", status = "delivered", attempts = 1, problem = null } = state;
  const { at = new Date(), next = new Date(Date.now() + 3_600_000) } = state;
  await rows(
    `insert into webhook_events (id, type, object_id, transaction, organization_id, data, created_at)
     values ($1, $2, $1, $1, $3, $4, $5)`,
    [id, type, data.id, data, at],
  );
  await rows(
    `insert into webhook_deliveries (event_id, endpoint_id, organization_id, status, attempts, next_attempt_at, last_problem, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, endpointId, data.id, status, attempts, next, problem, at],
  );
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const arrived = status === "delivered" && attempt === attempts - 1;
    await rows(
      `insert into webhook_attempts (id, event_id, endpoint_id, organization_id, status_code, duration_ms, problem, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        newId("att"),
        id,
        endpointId,
        data.id,
        arrived ? 200 : null,
        arrived ? 84 : 10_002,
        arrived ? null : problem,
        new Date(at.getTime() + attempt * 40_000),
      ],
    );
  }
  return id;
}

const minutes = (count: number) => new Date(Date.now() + count * 60_000);
const slow = "The server there took too long to answer.";

export type WebhookScenery = { healthy: string; troubled: string; retired: string; resting: string; failed: string };

/** Endpoints in every state that their pages can show. */
export async function webhooksOf(mark: string): Promise<WebhookScenery> {
  const healthy = await makeEndpoint({
    url: `https://hooks.ledger${mark}.com/foyer`,
    description: "Ledger's billing",
    eventTypes: ["organization.purged", "user.deleted"],
    lastDeliveredAt: minutes(-4),
    previousSecretUntil: minutes(1_200),
  });
  await makeDelivery(healthy.id, { at: minutes(-180), type: "user.created" });
  await makeDelivery(healthy.id, { at: minutes(-130), attempts: 3, problem: slow });
  await makeDelivery(healthy.id, { at: minutes(-4), type: "domain.verified" });
  const troubled = await makeEndpoint({
    url: `https://a-really-quite-long-name-for-a-receiver.of-the-northern-hemisphere.orion${mark}.com/integrations/foyer/webhooks/v2?tenant=all`,
    description: "Warehouse",
    failures: 7,
    openUntil: minutes(14),
    lastDeliveredAt: minutes(-600),
  });
  const failed = await makeDelivery(troubled.id, {
    at: minutes(-2_000),
    status: "failed",
    attempts: 11,
    problem: slow,
  });
  await makeDelivery(troubled.id, {
    at: minutes(-30),
    status: "pending",
    attempts: 3,
    next: minutes(22),
    problem: slow,
  });
  await makeDelivery(troubled.id, { at: minutes(-2), status: "pending", attempts: 0 });
  const retired = await makeEndpoint({ url: `https://old.orion${mark}.com/`, pausedAt: minutes(-60), gone: true });
  const resting = await makeEndpoint({ url: `https://resting.orion${mark}.com/`, pausedAt: minutes(-3) });
  return { healthy: healthy.id, troubled: troubled.id, retired: retired.id, resting: resting.id, failed };
}
