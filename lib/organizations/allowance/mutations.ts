import { eq } from "drizzle-orm";
import type { Database } from "#db/client";
import { users } from "#db/schema/users";
import { env } from "#lib/env";
import type { UserId } from "#lib/ids";
import { noun } from "#lib/noun";
import { readMade } from "./queries.ts";
import { creationRefusal } from "./rules.ts";

/**
 * Lets a person make one more organization in this transaction. Their row is locked until it ends: however many they make at the
 * same time, each counts those before it. A form that has made one already (`creationKey`) takes no other place.
 * @throws AppError limit
 */
export async function takePlace(tx: Database, userId: UserId, creationKey: string | null): Promise<void> {
  await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("no key update");
  const made = await readMade(tx, userId, creationKey);
  const refusal = creationRefusal(made, env.ORGANIZATIONS_PER_USER, noun);
  if (refusal && !made.again) throw refusal;
}
