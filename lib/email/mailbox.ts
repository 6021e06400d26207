import { desc, eq, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { mailboxMessages } from "#db/schema/mailbox-messages";
import { type MessageId, newId } from "#lib/ids";
import { lookupKey } from "#lib/lookup-key";
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

/** One kept message as HTML, or null. For the mailbox page alone, too. */
export async function findKeptMessage(id: string): Promise<{ html: string } | null> {
  const [message] = await installation
    .select({ html: mailboxMessages.html })
    .from(mailboxMessages)
    .where(eq(mailboxMessages.id, lookupKey(id) as MessageId));
  return message ?? null;
}
