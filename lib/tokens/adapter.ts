import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { type Adapter, type AdapterPayload, errors, Provider } from "oidc-provider";
import { installation } from "#db/client";
import { grants } from "#db/schema/grants";
import { providerRecords } from "#db/schema/provider-records";
import { findLiveClient } from "#lib/api/clients/queries";
import { findApplicationWithSecrets } from "#lib/applications/queries";
import { findRedirectOrganization } from "#lib/applications/redirects/queries";
import { isTemplate } from "#lib/applications/redirects/rules";
import type { Application } from "#lib/applications/types";
import { AppError } from "#lib/errors";
import type { GrantId } from "#lib/ids";
import { lookupKey } from "#lib/lookup-key";
import { limitAuthorizationRequests } from "#lib/rate-limit";
import { sha256 } from "#lib/secrets";
import { endSessionByToken } from "#lib/sessions/mutations";
import { findLiveSession, findOrganizationOfSession } from "#lib/sessions/queries";
import { apiClientMetadata, clientMetadata } from "./clients.ts";
import { clientAddress } from "./secrets.ts";

/** Where oidc-provider keeps what it keeps: each kind in its own place, most of them in provider_records. */
export function adapterFor(model: string): Adapter {
  if (model === "Session") return sessionAdapter;
  if (model === "Client") return clientAdapter;
  if (model === "Grant") return grantAdapter;
  return recordAdapter(model);
}

const nothing = async () => undefined;
const never = async () => {
  throw new Error("The provider does not write that.");
};
/** An adapter has all of these; each of ours answers what its kind is asked. */
const unasked = {
  upsert: never,
  destroy: never,
  consume: never,
  revokeByGrantId: nothing,
  findByUid: nothing,
  findByUserCode: nothing,
};

/** That people are asked something is kept, also for those who ask for it in order to fill the table. */
async function limitRequests(): Promise<void> {
  try {
    await limitAuthorizationRequests(clientAddress());
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new errors.TemporarilyUnavailable(error.message);
  }
}

/** Codes, refresh tokens and waiting authorization requests. */
function recordAdapter(model: string): Adapter {
  const at = (id: string) => and(eq(providerRecords.model, model), eq(providerRecords.idHash, sha256(id)));
  return {
    ...unasked,
    // Nothing that opens anything: neither the record's own id nor, in a waiting request, its address and the cookie of the session.
    async upsert(id, { jti: _, session: __, returnTo: ___, ...payload }, expiresIn) {
      if (model === "Interaction") await limitRequests();
      const row = {
        model,
        idHash: sha256(id),
        payload,
        grantId: (payload.grantId as GrantId | undefined) ?? null,
        expiresAt: sql`now() + make_interval(secs => ${expiresIn})`,
      };
      await installation
        .insert(providerRecords)
        .values(row)
        .onConflictDoUpdate({ target: [providerRecords.model, providerRecords.idHash], set: row });
    },
    async find(id) {
      const [row] = await installation
        .select({
          payload: providerRecords.payload,
          consumedAt: providerRecords.consumedAt,
          expiresAt: providerRecords.expiresAt,
        })
        .from(providerRecords)
        .where(and(at(id), gt(providerRecords.expiresAt, sql`now()`)));
      const used = row?.consumedAt && { consumed: true, exp: seconds(row.expiresAt) };
      return row && ({ ...row.payload, jti: id, ...used } as AdapterPayload);
    },
    /**
     * One of several that come at the same time has it. For the others it was used already, and nothing that hangs on the grant is
     * good for anything from then on (RFC 9700, 2.1.1 and 4.14.2). It is known as used for as long as the grant lives.
     */
    async consume(id) {
      const won = await installation
        .update(providerRecords)
        .set({
          consumedAt: sql`now()`,
          expiresAt: sql`greatest(${providerRecords.expiresAt},
            (select ${grants.expiresAt} from ${grants} where ${eq(grants.id, providerRecords.grantId)}))`,
        })
        .where(and(at(id), isNull(providerRecords.consumedAt)))
        .returning({ model: providerRecords.model });
      if (won.length > 0) return;
      await installation.execute(sql`
        update grants set expires_at = now() where expires_at > now() and id in (
          select grant_id from provider_records where model = ${model} and id_hash = ${sha256(id)}
        )`);
      throw new errors.InvalidGrant("already used");
    },
    async destroy(id) {
      await installation.delete(providerRecords).where(at(id));
    },
    async revokeByGrantId(grantId) {
      await installation
        .delete(providerRecords)
        .where(and(eq(providerRecords.model, model), eq(providerRecords.grantId, grantId as GrantId)));
    },
  };
}

/** Its rows are made when an authorization is given (requests/mutations.ts); what a grant is for ends it. */
const grantAdapter: Adapter = {
  ...unasked,
  async find(id) {
    const [grant] = await installation
      .select()
      .from(grants)
      .where(and(eq(grants.id, lookupKey(id) as GrantId), gt(grants.expiresAt, sql`now()`)));
    return (
      grant && {
        jti: grant.id,
        kind: "Grant",
        accountId: grant.userId,
        clientId: grant.applicationId,
        sessionId: grant.sessionId,
        organizationId: grant.organizationId,
        openid: { scope: grant.scopes.join(" ") },
        iat: seconds(grant.createdAt),
        exp: seconds(grant.expiresAt),
      }
    );
  },
  /** The row stays for a while: what hangs on it is then known to have been used, and nothing can be added to it. */
  async destroy(id) {
    await installation
      .update(grants)
      .set({ expiresAt: sql`now()` })
      .where(eq(grants.id, lookupKey(id) as GrantId));
  },
};

const clientAdapter: Adapter = {
  ...unasked,
  async find(id) {
    const application = await findApplicationWithSecrets(lookupKey(id));
    if (application) return clientMetadata(application, await organizationInScope(application));
    // Nowhere else is there anything that an API client could do.
    const apiClient = Provider.ctx?.oidc.route === "token" ? await findLiveClient(id) : null;
    return apiClient ? apiClientMetadata(apiClient) : undefined;
  },
};

/** The organization that an application's templates are expanded for: the request's, or while somebody signs out their session's. */
async function organizationInScope({
  callbackUrls,
  postLogoutUrls,
}: Application): ReturnType<typeof findRedirectOrganization> {
  const oidc = Provider.ctx?.oidc;
  if (!oidc || ![...callbackUrls, ...postLogoutUrls].some(isTemplate)) return null;
  if (oidc.route.startsWith("end_session")) {
    const id = oidc.session && (await findOrganizationOfSession(oidc.session.uid));
    return id ? findRedirectOrganization(id) : null;
  }
  const asked = oidc.params?.organization_id;
  return typeof asked === "string" ? findRedirectOrganization(asked) : null;
}

const leftovers = recordAdapter("Session");
/** How long somebody may take to answer whether they want to sign out. */
const leftoverSeconds = 3600;

/**
 * The provider has no sign-in of its own: its session is the one of this browser, found by the same cookie, and ends with it. What
 * the provider wants to remember besides, while somebody signs out, is kept for a moment, without the name of the session: a cookie
 * that opens it no longer must not find it there.
 */
const sessionAdapter: Adapter = {
  ...unasked,
  async find(token) {
    const [live, kept] = await Promise.all([findLiveSession(token), leftovers.find(token)]);
    if (!live) return kept || undefined;
    return {
      jti: token,
      kind: "Session",
      uid: live.id,
      accountId: live.user.id,
      loginTs: seconds(live.authenticatedAt),
      exp: seconds(live.expires),
      ...(kept?.state && { state: kept.state }),
    };
  },
  async upsert(token, { state, exp, kind }, expiresIn) {
    if (state)
      await leftovers.upsert(
        token,
        { state, exp, kind } as AdapterPayload,
        Math.min(expiresIn ?? leftoverSeconds, leftoverSeconds),
      );
  },
  async destroy(token) {
    await endSessionByToken(token);
    await leftovers.destroy(token);
  },
};

const seconds = (moment: Date) => Math.floor(moment.getTime() / 1000);
