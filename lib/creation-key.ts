import { eq } from "drizzle-orm";
import type { AnyPgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Database } from "#db/client";
import type { InstallationContext } from "#lib/auth/context";
import { AppError } from "#lib/errors";
import { sha256 } from "#lib/secrets";

/** Random text that a page puts into the form which makes something, so that the form sent twice makes one. */
export type CreationKey = { creationKey?: string | null };

/** The one of a form; null for a form without. */
export function creationKeyIn(form: FormData): string | null {
  const key = form.get("creationKey");
  return typeof key === "string" && key !== "" ? key : null;
}

/** What a row keeps of it: whose form it was, and what it made by which name, so that one renamed in between makes another. */
export function creationKeyOf({ id }: InstallationContext["actor"], key: CreationKey["creationKey"], name: string) {
  return key ? sha256([id, key, name].join("\n")) : null;
}

type Row<Id> = Record<string, unknown> & { id: Id; creationKey: string | null };

/**
 * Inserts a row, unless its form has made one.
 * @returns the row's id, or that of the one there is
 */
export async function insertOnce<Id extends string>(
  tx: Database,
  table: PgTable & { id: AnyPgColumn; creationKey: AnyPgColumn },
  row: Row<Id>,
): Promise<Id> {
  const { id, creationKey } = table;
  const inserted = await tx.insert(table).values(row).onConflictDoNothing({ target: creationKey }).returning({ id });
  const there = () => tx.select({ id }).from(table).where(eq(creationKey, row.creationKey));
  const [made] = inserted.length > 0 ? inserted : await there();
  if (!made) throw AppError.notFound("What this form made was deleted meanwhile.");
  return made.id as Id;
}
