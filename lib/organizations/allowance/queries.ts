import { sql } from "drizzle-orm";
import { type Database, installation } from "#db/client";
import { env } from "#lib/env";
import { idsSince, type UserId } from "#lib/ids";
import { noun } from "#lib/noun";
import { graceDays } from "../lifecycle/rules.ts";
import { creationRefusal, type Made } from "./rules.ts";

const day = 24 * 3_600_000;

/**
 * What a person has made, and whether `creationKey` is one of it already.
 * Raw SQL: it is counts of two tables in one statement. Ids grow with time, so the index finds the events of some days. What
 * operators made for customers is not theirs.
 */
export async function readMade(database: Database, userId: UserId, creationKey: string | null = null) {
  const { rows } = await database.execute<Made & { again: boolean }>(sql`
    select
      (select count(*)::int from organizations
        where created_by = ${userId} and created_via in ('user', 'sign_up') and deleted_at is null) as kept,
      (select count(*)::int from audit_events
        where actor_id = ${userId} and actor_kind = 'user' and action = 'organization.created'
          and id > ${idsSince("aud", Date.now() - graceDays * day)}) as lately,
      exists (select from organizations where creation_key = ${creationKey}) as again`);
  return rows[0] ?? { kept: 0, lately: 0, again: false };
}

/** Why this person may not make another organization now, in one sentence, or null. What counts is asked again when it is made. */
export async function findCreationRefusal(userId: UserId): Promise<string | null> {
  const made = await readMade(installation, userId);
  return creationRefusal(made, env.ORGANIZATIONS_PER_USER, noun)?.message ?? null;
}

/** Whether people make organizations here at all; else the way there is not shown. */
export function maySomebodyCreate(): boolean {
  return env.ORGANIZATIONS_PER_USER > 0;
}
