import { and, eq, isNull, sql } from "drizzle-orm";
import { type Database, installation } from "#db/client";
import { accounts } from "#db/schema/accounts";
import { users } from "#db/schema/users";
import { recordAudit } from "#lib/audit/mutations";
import { env } from "#lib/env";
import { AppError } from "#lib/errors";
import { newId, type UserId } from "#lib/ids";
import { noun } from "#lib/noun";
import { insertOrganization } from "#lib/organizations/mutations";
import { cleanDisplayName } from "#lib/organizations/rules";
import { newcomerRefusal, organizationName } from "./rules.ts";
import type { NewPerson, ProviderAccount } from "./types.ts";

/**
 * The first sign-in of a person whose address is proven: user, account, organization and admin membership in one
 * transaction, exactly once, however many callbacks arrive together. A person who exists gets the account linked, since
 * both sides proved the same address (promises P30); an account that is linked already changes nothing.
 * Advisory locks order concurrent callbacks; the unique keys on (provider, issuer, subject) and on the address decide.
 * @throws AppError conflict when the address is somebody's who has not proved it; forbidden when the installation takes nobody new
 *   with that address (newcomerRefusal says why)
 */
export async function provisionFirstSignIn(
  person: NewPerson,
  account: ProviderAccount | null,
  ip: string | null,
): Promise<UserId> {
  return installation.transaction(async (tx) => {
    // The account first, then the address, in every transaction: no two can wait for each other.
    const locks = [
      ...(account ? [`account:${account.provider}:${account.issuer}:${account.providerAccountId}`] : []),
      `email:${person.email}`,
    ];
    await tx.execute(
      sql`select ${sql.join(
        locks.map((name) => sql`pg_advisory_xact_lock(hashtextextended(${name}, 0))`),
        sql`, `,
      )}`,
    );
    const known = await findKnown(tx, person.email, account);
    if (known?.linked) return known.id;
    if (known) {
      if (!known.proven) throw new AppError("conflict", "Confirm your address by mail first.");
      if (account) await linkAccount(tx, known.id, account, ip);
      return known.id;
    }
    return create(tx, person, account, ip);
  });
}

type Known = { id: UserId; linked: boolean; proven: boolean };

async function findKnown(tx: Database, email: string, account: ProviderAccount | null): Promise<Known | null> {
  const { provider, issuer, providerAccountId } = account ?? { provider: "", issuer: "", providerAccountId: "" };
  const { rows } = await tx.execute<Known>(sql`
    with own as (
      select user_id from accounts
      where provider = ${provider} and issuer = ${issuer} and provider_account_id = ${providerAccountId}
    )
    select u.id, own.user_id is not null as linked, u.email_verified_at is not null as proven
    from users u left join own on own.user_id = u.id
    where u.email = ${email} or own.user_id is not null
    order by linked desc limit 1`);
  return rows[0] ?? null;
}

async function create(tx: Database, person: NewPerson, account: ProviderAccount | null, ip: string | null) {
  if (newcomerRefusal(person.email, env)) throw new AppError("forbidden", "This installation takes no such sign-ups.");
  const id = newId("usr");
  const actor = { kind: "user", id, ip } as const;
  const givenName = cleanDisplayName(person.givenName ?? "") || null;
  const name = cleanDisplayName(person.name ?? "") || null;
  await tx.insert(users).values({
    id,
    email: person.email,
    emailVerifiedAt: sql`now()`,
    name,
    givenName,
    familyName: cleanDisplayName(person.familyName ?? "") || null,
    image: person.image,
  });
  if (account) await tx.insert(accounts).values({ ...account, userId: id });
  const displayName = organizationName({ email: person.email, emailVerified: true, givenName, name }, noun.one);
  await insertOrganization(tx, actor, { displayName, slug: "", color: "", logoUrl: "" }, "sign_up", [
    { action: "user.created", actor },
  ]);
  return id;
}

async function linkAccount(tx: Database, userId: UserId, account: ProviderAccount, ip: string | null): Promise<void> {
  const linked = await tx
    .insert(accounts)
    .values({ ...account, userId })
    .onConflictDoNothing({ target: [accounts.provider, accounts.issuer, accounts.providerAccountId] })
    .returning({ userId: accounts.userId });
  if (linked.length === 0) return;
  await recordAudit(tx, {
    action: "account.linked",
    actor: { kind: "user", id: userId, ip },
    details: { provider: account.provider, ...(account.email && { email: account.email }) },
  });
}

/** Links an identity to a person who asked for it while signed in, or who proved its address by mail in the same browser. */
export async function linkProviderAccount(userId: UserId, account: ProviderAccount, ip: string | null): Promise<void> {
  await installation.transaction((tx) => linkAccount(tx, userId, account, ip));
}

/** Marks an address as proven that was not yet: the person has just used a link sent to it. */
export async function confirmAddress(userId: UserId, ip: string | null): Promise<void> {
  await installation.transaction(async (tx) => {
    const proven = await tx
      .update(users)
      .set({ emailVerifiedAt: sql`now()`, updatedAt: sql`now()` })
      .where(and(eq(users.id, userId), isNull(users.emailVerifiedAt)))
      .returning({ id: users.id });
    if (proven.length > 0) await recordAudit(tx, { action: "user.updated", actor: { kind: "user", id: userId, ip } });
  });
}
