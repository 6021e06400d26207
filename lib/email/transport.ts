import nodemailer, { type Transporter } from "nodemailer";
import { env } from "#lib/env";
import { AppError } from "#lib/errors";
import { log } from "#lib/logger";
import { keepMessage } from "./mailbox.ts";
import type { Message } from "./types.ts";

/** Whether mail goes to the local mailbox page instead of a server: only while nobody but this machine reaches Foyer. */
export function usesMailbox(): boolean {
  return !env.EMAIL_SERVER && env.loopback;
}

/** Whether sign-in by e-mail can be offered at all. */
export function mailIsPossible(): boolean {
  return !!env.EMAIL_SERVER || env.loopback;
}

let transporter: Transporter | undefined;

function smtp(): Transporter {
  // Time limits, because a person waits on the other side: nodemailer's own are minutes.
  const limits = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };
  transporter ??= nodemailer.createTransport({ url: env.EMAIL_SERVER ?? "", pool: true, ...limits });
  return transporter;
}

/**
 * Sends a message over SMTP, or keeps it in the local mailbox.
 * @throws AppError unavailable when the mail server does not take it
 */
export async function sendMail(message: Message): Promise<void> {
  if (usesMailbox()) return keepMessage(message);
  if (!env.EMAIL_SERVER) throw new AppError("unavailable", "This installation cannot send mail.");
  try {
    // As objects: a string would be parsed as a list of addresses.
    const { to, ...rest } = message;
    await smtp().sendMail({ ...rest, from: env.EMAIL_FROM, to: { name: "", address: to } });
  } catch (error) {
    log().error({ reason: error instanceof Error ? error.message : "unknown" }, "mail was not sent");
    throw new AppError("unavailable", "The mail could not be sent just now. Try again in a minute.");
  }
}
