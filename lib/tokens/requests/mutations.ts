import { eq, lt, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { consents } from "#db/schema/consents";
import { grants } from "#db/schema/grants";
import { providerRecords } from "#db/schema/provider-records";
import { sessions } from "#db/schema/sessions";
import { AppError } from "#lib/errors";
import { type ApplicationId, type GrantId, newId } from "#lib/ids";
import { purge } from "#lib/purge";
import type { Subject } from "../claims/types.ts";
import { requestAt, type StoredRequest } from "./queries.ts";
import type { Answer } from "./types.ts";

/**
 * Writes down what a person answered, for the provider to go on with. What was answered before in the same request stays; who signed
 * in is whoever answers last, since they may have gone on as somebody else.
 * @throws AppError not_found when it waited too long
 */
export async function answerRequest(uid: string, answer: Answer, accountId: string): Promise<void> {
  await installation.transaction(async (tx) => {
    const [row] = await tx
      .select({ payload: providerRecords.payload })
      .from(providerRecords)
      .where(requestAt(uid))
      .for("update");
    if (!row) throw AppError.notFound("That sign-in has expired. Start again in the application.");
    const request = row.payload as StoredRequest;
    const before = request.lastSubmission;
    const result =
      "error" in answer
        ? answer
        : { ...before, ...(before?.login !== undefined && { login: { accountId } }), ...answer };
    await tx
      .update(providerRecords)
      .set({ payload: { ...request, result } })
      .where(requestAt(uid));
  });
}

/**
 * Writes an authorization down: for as long as the person's sign-in lasts at most.
 * @param seconds how long it is good for, where nothing can be refreshed; null: until the sign-in is over
 */
export async function openGrant(
  subject: Subject,
  applicationId: string,
  scopes: readonly string[],
  seconds: number | null,
): Promise<GrantId> {
  const id = newId("grt");
  await installation.insert(grants).values({
    id,
    sessionId: subject.sessionId,
    applicationId: applicationId as ApplicationId,
    organizationId: subject.organization.id,
    userId: subject.user.id,
    scopes: [...scopes],
    // The least of those that are not null.
    expiresAt: sql`(select least(expires_at, now() + make_interval(secs => ${seconds}))
      from ${sessions} where ${eq(sessions.id, subject.sessionId)})`,
  });
  return id;
}

/** Remembers what a person let an application know, beside what they did before. */
export async function recordConsent(subject: Subject, applicationId: string, scopes: readonly string[]): Promise<void> {
  const agreed = [...scopes];
  await installation
    .insert(consents)
    .values({
      organizationId: subject.organization.id,
      userId: subject.user.id,
      applicationId: applicationId as ApplicationId,
      scopes: agreed,
    })
    .onConflictDoUpdate({
      target: [consents.organizationId, consents.userId, consents.applicationId],
      set: {
        scopes: sql`array(select distinct unnest(${consents.scopes} || excluded.scopes) order by 1)`,
        updatedAt: sql`now()`,
      },
    });
}

/** Removes what nobody can use any more. A used code or refresh token is kept as long as its grant, so that a second use is known as one. */
export async function purgeRequests(): Promise<void> {
  await purge(providerRecords, lt(providerRecords.expiresAt, sql`now()`));
  await purge(grants, lt(grants.expiresAt, sql`now() - interval '1 day'`));
}
