import { isDeepStrictEqual } from "node:util";
import { and, eq, isNull, sql } from "drizzle-orm";
import { type Database, installation } from "#db/client";
import { uniqueViolation } from "#db/errors";
import { users } from "#db/schema/users";
import { recordAudit } from "#lib/audit/mutations";
import type { UserActor } from "#lib/audit/types";
import type { InstallationContext } from "#lib/auth/context";
import { AppError } from "#lib/errors";
import type { UserId } from "#lib/ids";
import { findUser } from "./queries.ts";
import { renamed } from "./rules.ts";
import type { UpdateProfile } from "./schema.ts";
import type { UserPatch, UserRecord } from "./types.ts";

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

/**
 * Changes what a back-end says of a person: all of it or nothing.
 * @param isMeant whether the record, as it is by now, is the one that the caller has seen; null: any is
 * @throws AppError not_found; conflict at `externalId` when somebody else has it; stale when it is not the record that is meant
 */
export async function updateUser(
  context: InstallationContext,
  id: UserId,
  patch: UserPatch,
  isMeant: ((record: UserRecord) => boolean) | null = null,
): Promise<void> {
  const { actor } = context;
  try {
    await installation.transaction(async (tx) => {
      const [before] = await tx.select().from(users).where(eq(users.id, id)).for("update");
      if (!before) throw AppError.notFound();
      const record = isMeant && (await findUser(context, { id }, tx));
      if (record && !isMeant?.(record))
        throw new AppError("stale", "The user was changed meanwhile. Read it again first.");
      const after = {
        ...renamed(before, patch),
        externalId: patch.externalId === undefined ? before.externalId : patch.externalId || null,
        metadata: patch.metadata ?? before.metadata,
      };
      const changed = Object.entries(after)
        .filter(([key, value]) => !isDeepStrictEqual(value, before[key as keyof typeof after]))
        .map(([key]) => key);
      if (changed.length === 0) return;
      await tx
        .update(users)
        .set({ ...after, updatedAt: sql`now()` })
        .where(eq(users.id, id));
      // Which of them, not what they say: a log keeps for ever what a person may want forgotten.
      await recordAudit(tx, { action: "user.updated", actor, details: { user: id, changed: changed.join(", ") } });
    });
  } catch (error) {
    if (uniqueViolation(error) !== "users_external_id_key") throw error;
    throw AppError.conflict("externalId", "Somebody else has that id. Send a different one.");
  }
}

/** Notes that the person has seen the welcome page: they are not sent there again. */
export async function markWelcomed(userId: UserId, outer: Database = installation): Promise<void> {
  await outer
    .update(users)
    .set({ welcomedAt: sql`now()`, updatedAt: sql`now()` })
    .where(and(eq(users.id, userId), isNull(users.welcomedAt)));
}
