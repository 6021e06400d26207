import { index, pgTable, text } from "drizzle-orm/pg-core";
import type { MessageId } from "#lib/ids";
import { createdAt } from "./columns.ts";
import { installationWall } from "./wall.ts";

/** Mail that would have been sent: used only while no EMAIL_SERVER is set and only this machine reaches the server. */
export const mailboxMessages = pgTable(
  "mailbox_messages",
  {
    id: text().$type<MessageId>().primaryKey(),
    recipient: text().notNull(),
    subject: text().notNull(),
    text: text().notNull(),
    html: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [index("mailbox_messages_created_at_idx").on(table.createdAt), ...installationWall()],
);
