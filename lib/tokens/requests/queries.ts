import { and, eq, gt, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { consents } from "#db/schema/consents";
import { providerRecords } from "#db/schema/provider-records";
import type { ApplicationId } from "#lib/ids";
import { sha256 } from "#lib/secrets";
import type { Subject } from "../claims/types.ts";
import type { AuthorizationRequest, Prompt } from "./types.ts";

/** As oidc-provider writes it. */
export type StoredRequest = {
  params: Record<string, string | undefined>;
  prompt: { name: Prompt; reasons: string[] };
  lastSubmission?: { select_account?: { organizationId: string }; login?: unknown; [prompt: string]: unknown };
  result?: Record<string, unknown>;
};

/** The row of a waiting request. */
export const requestAt = (uid: string) =>
  and(
    eq(providerRecords.model, "Interaction"),
    eq(providerRecords.idHash, sha256(uid)),
    gt(providerRecords.expiresAt, sql`now()`),
  );

/** A waiting authorization request; null when there is none, or it waited too long. */
export async function findRequest(uid: string): Promise<AuthorizationRequest | null> {
  const [row] = await installation
    .select({ payload: providerRecords.payload, startedAt: providerRecords.createdAt })
    .from(providerRecords)
    .where(requestAt(uid));
  if (!row) return null;
  const { params, prompt, lastSubmission, result } = row.payload as StoredRequest;
  return {
    uid,
    prompt: prompt.name,
    reasons: prompt.reasons,
    applicationId: params.client_id as ApplicationId,
    organization: params.organization_id ?? null,
    picked: lastSubmission?.select_account?.organizationId ?? null,
    loginHint: params.login_hint ?? null,
    redirectUri: params.redirect_uri ?? "",
    scopes: params.scope?.split(" ") ?? [],
    startedAt: row.startedAt,
    answered: result !== undefined,
  };
}

/** The scopes that the person let the application have before, in this organization; null when it was never let in. */
export async function findConsent({ organization, user }: Subject, applicationId: string): Promise<string[] | null> {
  const [row] = await installation
    .select({ scopes: consents.scopes })
    .from(consents)
    .where(
      and(
        eq(consents.organizationId, organization.id),
        eq(consents.userId, user.id),
        eq(consents.applicationId, applicationId as ApplicationId),
      ),
    );
  return row?.scopes ?? null;
}
