import { eq, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { uniqueViolation } from "#db/errors";
import { customClaims } from "#db/schema/custom-claims";
import { recordAudit } from "#lib/audit/mutations";
import type { InstallationContext } from "#lib/auth/context";
import { AppError } from "#lib/errors";
import { mostClaims } from "./rules.ts";
import type { AddClaim } from "./schema.ts";

/** Operators keep the list of claims. Every token that is issued reads it, so a change is in the next one. */

/** Any constant. Claims are added one after the other, so that what is counted stays so. */
const addingLock = 727_465_004;

/**
 * Adds a claim.
 * @throws AppError conflict at `name`, or invalid when there are as many as there may be
 */
export async function addClaim({ actor }: InstallationContext, input: AddClaim): Promise<void> {
  const { name, path } = input;
  try {
    await installation.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${addingLock})`);
      await tx.insert(customClaims).values(input);
      if ((await tx.$count(customClaims)) > mostClaims) {
        throw AppError.invalid({
          name: `There are ${mostClaims} claims at most. Remove one that is not needed any more.`,
        });
      }
      await recordAudit(tx, { action: "claim.added", actor, details: { claim: name, path } });
    });
  } catch (error) {
    if (uniqueViolation(error) !== "custom_claims_pkey") throw error;
    throw AppError.conflict("name", "There is a claim of that name already. Remove it first.");
  }
}

/**
 * Removes a claim.
 * @throws AppError not_found
 */
export async function removeClaim({ actor }: InstallationContext, { name }: { name: string }): Promise<void> {
  await installation.transaction(async (tx) => {
    const [removed] = await tx.delete(customClaims).where(eq(customClaims.name, name)).returning();
    if (!removed) throw AppError.notFound(`There is no claim “${name.slice(0, 100)}” any more.`);
    await recordAudit(tx, { action: "claim.removed", actor, details: { claim: name, path: removed.path } });
  });
}
