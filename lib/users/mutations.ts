import { and, eq, isNull, sql } from "drizzle-orm";
import { type Database, installation } from "#db/client";
import { users } from "#db/schema/users";
import { recordAudit } from "#lib/audit/mutations";
import type { UserActor } from "#lib/audit/types";
import type { UserId } from "#lib/ids";
import type { UpdateProfile } from "./schema.ts";

/**
 * Changes what a person is called. The parts of the name that a provider told are dropped with it: they would contradict it,
 * and tokens leave out what is not known.
 */
export async function updateProfile(actor: UserActor, { name }: UpdateProfile): Promise<void> {
  await installation.transaction(async (tx) => {
    const changed = await tx
      .update(users)
      .set({ name, givenName: null, familyName: null, updatedAt: sql`now()` })
      .where(and(eq(users.id, actor.id), sql`${users.name} is distinct from ${name}`))
      .returning({ id: users.id });
    if (changed.length > 0) await recordAudit(tx, { action: "user.updated", actor });
  });
}

/** Notes that the person has seen the welcome page: they are not sent there again. */
export async function markWelcomed(userId: UserId, outer: Database = installation): Promise<void> {
  await outer
    .update(users)
    .set({ welcomedAt: sql`now()`, updatedAt: sql`now()` })
    .where(and(eq(users.id, userId), isNull(users.welcomedAt)));
}
