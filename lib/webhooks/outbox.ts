import { type SQL, sql } from "drizzle-orm";
import type { Database } from "#db/client";
import { newId, type WebhookEndpointId } from "#lib/ids";
import { enqueue } from "#lib/jobs/queue";
import { withLiveSlug } from "#lib/organizations/lookup";
import { rfc3339 } from "#lib/rfc3339";
import { type Happening, objectIdOf } from "./rules.ts";

/** Events leave by tables, in the transaction of what happened: then both are true or neither. */

/** The object of an event as it is now, as the API writes it: a statement of one row. What is not set is left out. */
function snapshotOf({ type, organizationId, userId, domain }: Happening): SQL {
  if (type.startsWith("organization.")) {
    return sql`select jsonb_strip_nulls(jsonb_build_object('id', o.id,
      'create_time', ${rfc3339(sql`o.created_at`)}, 'update_time', ${rfc3339(sql`o.updated_at`)},
      'display_name', o.display_name, 'region_code', 'US', 'external_id', o.external_id, 'metadata', o.metadata,
      'settings', jsonb_build_object('features', o.features), 'slug', live.slug, 'logo_url', o.logo_url))
      from organizations o ${withLiveSlug} where o.id = ${organizationId}`;
  }
  if (type.startsWith("membership.")) {
    return sql`select jsonb_build_object('organization_id', m.organization_id, 'user_id', m.user_id,
      'membership_status', 'ACTIVE', 'join_time', ${rfc3339(sql`m.created_at`)},
      'roles', jsonb_build_array(jsonb_build_object('id', m.role, 'name', m.role)))
      from memberships m where m.organization_id = ${organizationId} and m.user_id = ${userId}`;
  }
  if (type.startsWith("user.")) {
    return sql`select jsonb_strip_nulls(jsonb_build_object('id', u.id,
      'create_time', ${rfc3339(sql`u.created_at`)}, 'update_time', ${rfc3339(sql`u.updated_at`)},
      'email', u.email, 'external_id', u.external_id, 'user_profile', jsonb_build_object('id', u.id, 'name', u.name,
        'given_name', u.given_name, 'first_name', u.given_name, 'family_name', u.family_name, 'last_name', u.family_name,
        'email_verified', u.email_verified_at is not null, 'picture', u.image), 'metadata', u.metadata))
      from users u where u.id = ${userId}`;
  }
  return sql`select jsonb_build_object('id', d.id, 'organization_id', d.organization_id, 'domain', d.domain,
    'verification_status', upper(d.status),
    'verification_method', case d.created_via when 'user' then 'DNS' else 'ADMIN' end, 'domain_type', 'ORGANIZATION_DOMAIN',
    'create_time', ${rfc3339(sql`d.created_at`)}, 'update_time', ${rfc3339(sql`coalesce(d.checked_at, d.created_at)`)})
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
