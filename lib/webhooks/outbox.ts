import { type SQL, sql } from "drizzle-orm";
import type { Database } from "#db/client";
import { newId, type WebhookEndpointId } from "#lib/ids";
import { enqueue } from "#lib/jobs/queue";
import { type Happening, objectIdOf } from "./rules.ts";

/** Events leave by tables, in the transaction of what happened: then both are true or neither. */

const time = (column: SQL) => sql`to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The object of an event as it is now, as the API writes it: a statement of one row. */
function snapshotOf({ type, organizationId, userId, domain }: Happening): SQL {
  if (type.startsWith("organization.")) {
    return sql`select jsonb_build_object('id', o.id, 'display_name', o.display_name, 'external_id', o.external_id,
      'metadata', o.metadata, 'slug', live.slug, 'logo_url', o.logo_url, 'region_code', 'US',
      'create_time', ${time(sql`o.created_at`)}, 'update_time', ${time(sql`o.updated_at`)})
      from organizations o
      left join organization_slugs live on live.organization_id = o.id and live.retired_at is null
      where o.id = ${organizationId}`;
  }
  if (type.startsWith("membership.")) {
    return sql`select jsonb_build_object('organization_id', m.organization_id, 'user_id', m.user_id,
      'membership_status', 'ACTIVE', 'roles', jsonb_build_array(jsonb_build_object('name', m.role)),
      'join_time', ${time(sql`m.created_at`)})
      from memberships m where m.organization_id = ${organizationId} and m.user_id = ${userId}`;
  }
  if (type.startsWith("user.")) {
    return sql`select jsonb_build_object('id', u.id, 'email', u.email, 'external_id', u.external_id, 'metadata', u.metadata,
      'user_profile', jsonb_build_object('name', u.name, 'given_name', u.given_name, 'family_name', u.family_name,
        'email_verified', u.email_verified_at is not null, 'picture', u.image),
      'create_time', ${time(sql`u.created_at`)}, 'update_time', ${time(sql`u.updated_at`)})
      from users u where u.id = ${userId}`;
  }
  return sql`select jsonb_build_object('id', d.id, 'organization_id', d.organization_id, 'domain', d.domain,
    'verification_status', upper(d.status), 'create_time', ${time(sql`d.created_at`)})
    from organization_domains d where d.organization_id = ${organizationId} and d.domain = ${domain}`;
}

/** Whether any endpoint is sent one of these: to be asked in a statement that is made anyway. */
export function anyWanted(happenings: readonly Happening[]): SQL<boolean> {
  const types = happenings.map(({ type }) => sql`${type}`);
  return sql<boolean>`exists (select 1 from webhook_subscriptions where event_type in ('', ${sql.join(types, sql`, `)}))`;
}

/**
 * Writes events down, with what they are about as it is now, for every endpoint that is sent them, and wakes whoever sends. Of
 * several in one transaction about the same thing, only the last state is told.
 */
export async function writeEvents(tx: Database, happenings: readonly Happening[]): Promise<void> {
  const written = happenings.map(
    (event) => sql`
      select ${newId("evt")}::text, ${event.type}::text, ${objectIdOf(event)}::text, ${event.organizationId}::text, (${snapshotOf(event)})
      where ${anyWanted([event])}`,
  );
  const { rows } = await tx.execute<{ id: WebhookEndpointId }>(sql`
    with written as (
      insert into webhook_events (id, type, object_id, organization_id, data, transaction)
      select *, pg_current_xact_id()::text || ' ' || now()::text from (${sql.join(written, sql` union all `)}) happening
      on conflict (object_id, type, transaction) do update set data = excluded.data
      returning id, type, organization_id
    ), queued as (
      insert into webhook_deliveries (event_id, endpoint_id, organization_id)
      select w.id, s.endpoint_id, w.organization_id
      from written w join webhook_subscriptions s on s.event_type in ('', w.type)
      on conflict do nothing returning endpoint_id
    )
    select distinct endpoint_id as id from queued`);
  for (const { id } of rows) await wake(tx, id);
}

/** Has an endpoint sent what is due once the transaction commits, or some seconds later. One at a time in a process. */
export async function wake(tx: Database, endpointId: WebhookEndpointId, seconds = 0): Promise<void> {
  // One job for each moment: what waits for later must not stand for what is due now.
  const moment = seconds > 0 ? ` ${Math.floor(Date.now() / 1000) + seconds}` : "";
  await enqueue(tx, "webhook-delivery", { endpointId }, `${endpointId}${moment}`, { seconds, group: endpointId });
}
