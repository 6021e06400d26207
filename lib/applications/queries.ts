import { eq } from "drizzle-orm";
import { installation } from "#db/client";
import { applications } from "#db/schema/applications";
import { applicationSecrets } from "#db/schema/client-secrets";
import type { InstallationContext } from "#lib/auth/context";
import { listSecrets, storedSecrets } from "#lib/client-secrets/queries";
import type { ClientSecret } from "#lib/client-secrets/types";
import type { ApplicationId } from "#lib/ids";
import { newestFirst, onwards, positionOf } from "#lib/keyset";
import { lookupKey } from "#lib/lookup-key";
import type { Application, ApplicationWithSecrets } from "./types.ts";

const columns = {
  id: applications.id,
  name: applications.name,
  kind: applications.kind,
  firstParty: applications.firstParty,
  callbackUrls: applications.callbackUrls,
  postLogoutUrls: applications.postLogoutUrls,
  initiateLoginUrl: applications.initiateLoginUrl,
  audience: applications.audience,
  signingAlgorithm: applications.signingAlgorithm,
  accessTokenSeconds: applications.accessTokenSeconds,
  idTokenSeconds: applications.idTokenSeconds,
  refreshTokenSeconds: applications.refreshTokenSeconds,
  apiScopes: applications.apiScopes,
  createdAt: applications.createdAt,
};

export type ApplicationPage = {
  applications: Application[];
  /** Where the next page begins; null at the end. */
  next: string | null;
};

/** The applications of the installation, newest first, a page at a time. */
export async function listApplications(
  _: InstallationContext,
  { after = null, limit = 50 }: { after?: string | null; limit?: number } = {},
): Promise<ApplicationPage> {
  const { from, order } = newestFirst(after === null ? null : { after }, applications.createdAt, applications.id);
  const rows = await installation
    .select({ ...columns, position: positionOf(applications.createdAt, applications.id) })
    .from(applications)
    .where(from)
    .orderBy(order)
    .limit(limit + 1);
  const { records, next } = onwards(rows, limit);
  return { applications: records, next };
}

export type ApplicationView = { application: Application; secrets: ClientSecret[] };

/** One application and what is known of its secrets, the latest first; null when there is none. */
export async function readApplication(_: InstallationContext, id: string): Promise<ApplicationView | null> {
  const application = await findApplication(id);
  return application && { application, secrets: await listSecrets(applicationSecrets, application.id) };
}

/** For the pages on the way to an application, where whoever comes is nobody yet: it without its secrets; null when there is none. */
export async function findApplication(id: string): Promise<Application | null> {
  const [application] = await installation
    .select(columns)
    .from(applications)
    .where(eq(applications.id, lookupKey(id) as ApplicationId));
  return application ?? null;
}

/** For the provider, which acts for nobody yet: the application that a client id names, or null. One statement. */
export async function findApplicationWithSecrets(id: string): Promise<ApplicationWithSecrets | null> {
  const [application] = await installation
    .select({ ...columns, secrets: storedSecrets(applicationSecrets, applications.id) })
    .from(applications)
    .where(eq(applications.id, lookupKey(id) as ApplicationId));
  return application ?? null;
}
