import { eq, sql } from "drizzle-orm";
import { type Database, installation } from "#db/client";
import { applications } from "#db/schema/applications";
import { applicationSecrets } from "#db/schema/client-secrets";
import { apiAudience } from "#lib/api/address";
import { recordAudit } from "#lib/audit/mutations";
import type { AuditAction } from "#lib/audit/types";
import type { InstallationContext } from "#lib/auth/context";
import { storeSecret } from "#lib/client-secrets/mutations";
import type { SecretKeeper } from "#lib/client-secrets/types";
import { type CreationKey, creationKeyOf, insertOnce } from "#lib/creation-key";
import { AppError } from "#lib/errors";
import { type ApplicationId, newId } from "#lib/ids";
import { lookupKey } from "#lib/lookup-key";
import { confirms } from "#lib/organizations/lifecycle/rules";
import { keepsSecrets } from "./rules.ts";
import type { CreateApplication, UpdateApplication } from "./schema.ts";
import type { ApplicationKind } from "./types.ts";

/** What operators do to applications. Only the gate of operators makes the context, so whoever has one may. */

type Actor = InstallationContext["actor"];
type Named = Readonly<{ id: ApplicationId; name: string }>;

const record = (
  tx: Database,
  action: AuditAction,
  actor: Actor,
  { id, name }: Named,
  more: Record<string, string> = {},
) => recordAudit(tx, { action, actor, details: { application: id, name, ...more } });

/**
 * Registers an application. One that keeps secrets gets its first.
 * @returns its id, and the secret, which nobody can read again; null when it has none, or the form had made it already
 * @throws AppError invalid at `audience` or `apiScopes`
 */
export async function createApplication(
  { actor }: InstallationContext,
  { creationKey: key, ...input }: CreateApplication & CreationKey,
): Promise<{ id: ApplicationId; secret: string | null }> {
  refuseAudience(input);
  refuseScopes(input.kind, input);
  const id = newId("skc");
  const creationKey = creationKeyOf(actor, key, input.name);
  return installation.transaction(async (tx) => {
    const made = await insertOnce(tx, applications, { id, ...input, creationKey, createdBy: actor.id });
    if (made !== id) return { id: made, secret: null };
    const details = { kind: input.kind, ...(input.apiScopes.length > 0 && scopesIn(input)) };
    await record(tx, "application.created", actor, { id, name: input.name }, details);
    return { id, secret: keepsSecrets(input.kind) ? (await storeSecret(tx, applicationSecrets, id)).secret : null };
  });
}

/**
 * Changes what `input` names and nothing else. Tokens for the API that it has already lose what it may no longer do within two seconds.
 * @throws AppError not_found, or invalid at `audience` or `apiScopes`
 */
export async function updateApplication(
  { actor }: InstallationContext,
  id: ApplicationId,
  input: UpdateApplication,
): Promise<void> {
  refuseAudience(input);
  await installation.transaction(async (tx) => {
    const before = await lock(tx, id);
    refuseScopes(before.kind, input);
    const fields = Object.keys(input) as (keyof UpdateApplication)[];
    const changed = fields.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(input[field]));
    if (changed.length === 0) return;
    await tx
      .update(applications)
      .set({ ...input, updatedAt: sql`now()` })
      .where(eq(applications.id, id));
    const details = { changed: changed.join(", "), ...(changed.includes("apiScopes") && scopesIn(input)) };
    await record(tx, "application.updated", actor, { id, name: input.name ?? before.name }, details);
  });
}

/**
 * Deletes an application when its name was typed. Its grants, secrets and consents go with it, at once and for good.
 * @throws AppError not_found, or invalid at `confirmation`
 */
export async function deleteApplication(
  { actor }: InstallationContext,
  id: ApplicationId,
  { confirmation }: { confirmation: string },
): Promise<void> {
  await installation.transaction(async (tx) => {
    const application = await lock(tx, id);
    if (!confirms(confirmation, application.name)) {
      throw AppError.invalid({ confirmation: "Type the name as it is written above." });
    }
    await tx.delete(applications).where(eq(applications.id, id));
    await record(tx, "application.deleted", actor, application);
  });
}

/** Secrets of applications. One that cannot keep any has none, so none of it changes. */
export const applicationKeeper: SecretKeeper = {
  secrets: applicationSecrets,
  lock: async (tx, id) => {
    const application = await lock(tx, id);
    if (keepsSecrets(application.kind)) return application;
    throw new AppError("invalid", "An application of this kind cannot keep a secret.");
  },
  record: (tx, change, ...what) => record(tx, `application.${change}`, ...what),
};

/** No token for an application's own audience may be taken for one for the API. */
function refuseAudience({ audience }: UpdateApplication): void {
  if (audience === apiAudience()) throw AppError.invalid({ audience: "That is the API’s own. Choose another." });
}

const scopesIn = ({ apiScopes = [] }: UpdateApplication) => ({ apiScopes: apiScopes.join(" ") });

/** Only who can keep a secret can act by itself. */
function refuseScopes(kind: ApplicationKind, { apiScopes = [] }: UpdateApplication): void {
  if (apiScopes.length > 0 && !keepsSecrets(kind)) {
    throw AppError.invalid({
      apiScopes: "An application of this kind cannot keep a secret, so it cannot call the API.",
    });
  }
}

async function lock(tx: Database, id: ApplicationId) {
  const [application] = await tx
    .select()
    .from(applications)
    .where(eq(applications.id, lookupKey(id) as ApplicationId))
    .for("update");
  if (!application) throw AppError.notFound();
  return application;
}
