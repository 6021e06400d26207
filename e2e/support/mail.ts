import { expect } from "@playwright/test";
import { rows } from "./database.ts";

export type Mail = { recipient: string; subject: string; text: string; html: string };

/** All mail an address got, latest first. */
export async function mailTo(email: string, url?: string): Promise<Mail[]> {
  return rows<Mail>(
    "select recipient, subject, text, html from mailbox_messages where recipient = $1 order by created_at desc, id desc",
    [email],
    url,
  );
}

/** The latest mail to an address. It is written before the page says so; a short wait covers a browser that is still going there. */
export async function lastMail(email: string, url?: string): Promise<Mail> {
  let latest: Mail | undefined;
  await expect(async () => {
    [latest] = await mailTo(email, url);
    expect(latest, `No mail came to ${email}.`).toBeDefined();
  }).toPass({ timeout: 5_000 });
  return latest as Mail;
}

/** The first link in a mail. */
export function linkIn(mail: Mail): URL {
  const link = /https?:\/\/\S+/.exec(mail.text)?.[0];
  if (!link) throw new Error(`There is no link in “${mail.subject}”.`);
  return new URL(link);
}
