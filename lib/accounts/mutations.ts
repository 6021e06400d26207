import { and, count, eq, ne } from "drizzle-orm";
import { type Database, installation } from "#db/client";
import { accounts } from "#db/schema/accounts";
import { passkeys } from "#db/schema/passkeys";
import { sessions } from "#db/schema/sessions";
import { users } from "#db/schema/users";
import { recordAudit } from "#lib/audit/mutations";
import type { UserActor } from "#lib/audit/types";
import { AppError } from "#lib/errors";
import type { SessionId } from "#lib/ids";
import { lookupKey } from "#lib/lookup-key";
import { canSignIn } from "./rules.ts";

/** What else this installation offers, so that nobody removes their last way in. */
type Offered = { mail: boolean; providers: readonly string[] };

/**
 * Takes a provider away from the person: all of their identities there, and the sessions they opened with it but the one they
 * act from.
 * @throws AppError not_found when none is linked, or conflict when it is their last way in
 */
export async function unlinkProvider(
  actor: UserActor,
  provider: string,
  offered: Offered,
  current: SessionId,
): Promise<void> {
  await removeWay(actor, offered, async (tx) => {
    const removed = await tx
      .delete(accounts)
      .where(and(eq(accounts.userId, actor.id), eq(accounts.provider, lookupKey(provider))))
      .returning({ email: accounts.email });
    if (removed.length === 0) throw AppError.notFound("That provider is not connected.");
    await endSessionsBy(tx, actor, provider, current);
    const email = removed[0]?.email;
    await recordAudit(tx, { action: "account.unlinked", actor, details: { provider, ...(email && { email }) } });
  });
}

/** Ends what a method opened that is taken away, but the session that takes it. */
async function endSessionsBy(tx: Database, actor: UserActor, method: string, current: SessionId): Promise<void> {
  const ended = await tx
    .delete(sessions)
    .where(and(eq(sessions.userId, actor.id), eq(sessions.method, lookupKey(method)), ne(sessions.id, current)))
    .returning({ id: sessions.id });
  const events = ended.map(({ id }) => ({ action: "session.ended", actor, details: { session: id } }) as const);
  if (events.length > 0) await recordAudit(tx, ...events);
}

/**
 * Takes a passkey away from the person, and ends the sessions that a passkey opened but the one they act from: a session does not
 * say which of them it was. The device keeps its half, which opens nothing any more.
 * @throws AppError not_found when it is not theirs, or conflict when it is their last way in
 */
export async function removePasskey(
  actor: UserActor,
  credentialId: string,
  offered: Offered,
  current: SessionId,
): Promise<void> {
  await removeWay(actor, offered, async (tx) => {
    const removed = await tx
      .delete(passkeys)
      .where(and(eq(passkeys.userId, actor.id), eq(passkeys.credentialId, lookupKey(credentialId))))
      .returning({ credentialId: passkeys.credentialId });
    if (removed.length === 0) throw AppError.notFound("That passkey is already gone.");
    await endSessionsBy(tx, actor, "passkey", current);
    await recordAudit(tx, { action: "passkey.removed", actor });
  });
}

/** Removes first and looks at what is left, with the person locked: of two removals at once, the second sees the first. */
async function removeWay(actor: UserActor, offered: Offered, remove: (tx: Database) => Promise<void>): Promise<void> {
  await installation.transaction(async (tx) => {
    await tx.select({ id: users.id }).from(users).where(eq(users.id, actor.id)).for("update");
    await remove(tx);
    const linked = await tx.select({ provider: accounts.provider }).from(accounts).where(eq(accounts.userId, actor.id));
    const [keys] = await tx.select({ number: count() }).from(passkeys).where(eq(passkeys.userId, actor.id));
    const left = {
      mail: offered.mail,
      providers: linked.map(({ provider }) => provider),
      passkeys: keys?.number ?? 0,
    };
    if (!canSignIn(left, offered.providers)) {
      throw new AppError("conflict", "That is your only way to sign in. Add another one first.");
    }
  });
}
