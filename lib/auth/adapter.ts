import { and, eq, sql } from "drizzle-orm";
import type { Adapter, AdapterAuthenticator, AdapterUser } from "next-auth/adapters";
import { installation } from "#db/client";
import { accounts } from "#db/schema/accounts";
import { passkeys } from "#db/schema/passkeys";
import { users } from "#db/schema/users";
import { verificationTokens } from "#db/schema/verification-tokens";
import { recordAudit } from "#lib/audit/mutations";
import type { UserId } from "#lib/ids";
import { lookupKey } from "#lib/lookup-key";
import { confirmAddress, linkProviderAccount, provisionFirstSignIn } from "#lib/provisioning/mutations";
import { endSessionByToken, openSession } from "#lib/sessions/mutations";
import { findLiveSession } from "#lib/sessions/queries";
import { issuerOf } from "./providers.ts";
import { authRequest } from "./request-context.ts";

type UserRow = typeof users.$inferSelect;
type PasskeyRow = typeof passkeys.$inferSelect;

function toAdapterUser(row: UserRow): AdapterUser {
  return { id: row.id, name: row.name, email: row.email, emailVerified: row.emailVerifiedAt, image: row.image };
}

function toAuthenticator(row: PasskeyRow): AdapterAuthenticator {
  return {
    credentialID: row.credentialId,
    providerAccountId: row.credentialId,
    userId: row.userId,
    credentialPublicKey: row.publicKey,
    counter: row.counter,
    credentialDeviceType: row.deviceType,
    credentialBackedUp: row.backedUp,
    transports: row.transports,
  };
}

async function readUser(where: ReturnType<typeof eq>): Promise<AdapterUser | null> {
  const [row] = await installation.select().from(users).where(where);
  return row ? toAdapterUser(row) : null;
}

async function findPasskey(credentialId: string): Promise<PasskeyRow | null> {
  const [row] = await installation
    .select()
    .from(passkeys)
    .where(eq(passkeys.credentialId, lookupKey(credentialId)));
  return row ?? null;
}

/**
 * What Auth.js asks of the database (its Adapter interface), on our tables. A new user never appears here without an
 * organization: createUser, the way of the magic link, provisions; OAuth and OIDC have provisioned in the signIn callback
 * before Auth.js looks. A passkey row is its own account link.
 */
export const adapter: Adapter = {
  async createUser({ email }) {
    const { unconfirmed, ip } = authRequest();
    const person = { email, name: null, givenName: null, familyName: null, image: null };
    const id = await provisionFirstSignIn(person, unconfirmed?.email === email ? unconfirmed : null, ip);
    return { id, email, emailVerified: new Date() };
  },
  getUser: (id) => readUser(eq(users.id, id as UserId)),
  async getUserByEmail(email) {
    const user = await readUser(eq(users.email, lookupKey(email)));
    authRequest().knownPerson = user !== null;
    return user;
  },
  async getUserByAccount({ provider, providerAccountId }) {
    if (provider === "passkey") {
      const passkey = await findPasskey(providerAccountId);
      return passkey && readUser(eq(users.id, passkey.userId));
    }
    const [row] = await installation
      .select({ user: users })
      .from(accounts)
      .innerJoin(users, eq(users.id, accounts.userId))
      .where(
        and(
          eq(accounts.provider, provider),
          eq(accounts.issuer, issuerOf(provider)),
          eq(accounts.providerAccountId, lookupKey(providerAccountId)),
        ),
      );
    authRequest().knownAccount = row !== undefined;
    return row ? toAdapterUser(row.user) : null;
  },
  /** Auth.js calls this in one case only: someone with an account has just used a link sent to its address. */
  async updateUser({ id }) {
    const { unconfirmed, ip } = authRequest();
    await confirmAddress(id as UserId, ip);
    const user = await readUser(eq(users.id, id as UserId));
    if (!user) throw new Error("The user was deleted while signing in.");
    if (unconfirmed && unconfirmed.email === user.email) await linkProviderAccount(user.id as UserId, unconfirmed, ip);
    return user;
  },
  async linkAccount({ provider, providerAccountId, userId }) {
    if (provider === "passkey") return;
    const { ip, linkingEmail } = authRequest();
    const identity = { provider, issuer: issuerOf(provider), providerAccountId, email: linkingEmail };
    await linkProviderAccount(userId as UserId, identity, ip);
  },

  async createSession({ sessionToken, userId }) {
    const { method, ip, userAgent, organization, previousToken } = authRequest();
    const facts = {
      token: sessionToken,
      userId: userId as UserId,
      method,
      ip,
      userAgent,
      organization,
      replaces: previousToken,
    };
    return { sessionToken, userId, expires: await openSession(facts) };
  },
  async getSessionAndUser(sessionToken) {
    const session = await findLiveSession(sessionToken);
    if (!session) return null;
    const { user, expires } = session;
    return {
      // The whole live session rides along to the session callback, which picks what may leave.
      session: { sessionToken, userId: user.id, expires, live: session },
      user: { id: user.id, name: user.name, email: user.email, emailVerified: null, image: user.image },
    };
  },
  /** Deadlines are slid where the session is read; Auth.js has nothing to add. */
  updateSession: async () => null,
  deleteSession: endSessionByToken,

  /** Expired links of anyone go with the next new one, so that the table stays as small as what is open. */
  async createVerificationToken({ identifier, token, expires }) {
    await installation.execute(sql`
      with expired as (delete from verification_tokens where expires_at < now())
      insert into verification_tokens (token_hash, identifier, expires_at)
      values (${token}, ${identifier}, ${expires.toISOString()}::timestamptz)`);
    return { identifier, token, expires };
  },
  async useVerificationToken({ identifier, token }) {
    const [used] = await installation
      .delete(verificationTokens)
      .where(and(eq(verificationTokens.tokenHash, token), eq(verificationTokens.identifier, lookupKey(identifier))))
      .returning();
    return used ? { identifier: used.identifier, token: used.tokenHash, expires: used.expiresAt } : null;
  },

  async getAccount(providerAccountId, provider) {
    if (provider !== "passkey") return null;
    const passkey = await findPasskey(providerAccountId);
    return passkey && { userId: passkey.userId, provider, providerAccountId, type: "webauthn" };
  },
  async getAuthenticator(credentialId) {
    const passkey = await findPasskey(credentialId);
    return passkey && toAuthenticator(passkey);
  },
  async createAuthenticator(authenticator) {
    const userId = authenticator.userId as UserId;
    return installation.transaction(async (tx) => {
      const [row] = await tx
        .insert(passkeys)
        .values({
          credentialId: authenticator.credentialID,
          userId,
          publicKey: authenticator.credentialPublicKey,
          counter: authenticator.counter,
          deviceType: authenticator.credentialDeviceType,
          backedUp: authenticator.credentialBackedUp,
          transports: authenticator.transports ?? null,
        })
        .returning();
      if (!row) throw new Error("The passkey was not stored.");
      const actor = { kind: "user", id: userId, ip: authRequest().ip } as const;
      await recordAudit(tx, { action: "passkey.added", actor });
      return toAuthenticator(row);
    });
  },
  async listAuthenticatorsByUserId(userId) {
    const rows = await installation
      .select()
      .from(passkeys)
      .where(eq(passkeys.userId, userId as UserId));
    return rows.map(toAuthenticator);
  },
  async updateAuthenticatorCounter(credentialId, counter) {
    const [row] = await installation
      .update(passkeys)
      .set({ counter, lastUsedAt: sql`now()` })
      .where(eq(passkeys.credentialId, credentialId))
      .returning();
    if (!row) throw new Error("The passkey was removed while signing in.");
    return toAuthenticator(row);
  },
};
