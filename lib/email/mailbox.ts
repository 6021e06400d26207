import { desc, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { mailboxMessages } from "#db/schema/mailbox-messages";
import { newId } from "#lib/ids";
import type { Message } from "./types.ts";

/** Keeps a message that would have been sent, and lets those older than a day go. */
export async function keepMessage({ to, ...message }: Message): Promise<void> {
  await installation.insert(mailboxMessages).values({ id: newId("msg"), recipient: to, ...message });
  await installation.delete(mailboxMessages).where(sql`${mailboxMessages.createdAt} < now() - interval '1 day'`);
}

/** The kept messages, newest first. For the mailbox page alone: they hold sign-in links. */
export async function listKeptMessages(limit = 50) {
  return installation.select().from(mailboxMessages).orderBy(desc(mailboxMessages.createdAt)).limit(limit);
}
