import { createHmac, randomBytes } from "node:crypto";

/** Standard Webhooks: how a message proves that it comes from here (https://www.standardwebhooks.com). */

const prefix = "whsec_";

/** 32 random bytes, as every library for Standard Webhooks reads them. */
export function newWebhookSecret(): string {
  return `${prefix}${randomBytes(32).toString("base64")}`;
}

type Message = Readonly<{ id: string; body: string; sentAt: Date }>;

/** The headers that a message is sent with, signed by each of the secrets, of which a receiver has to know one. */
export function signedHeaders({ id, body, sentAt }: Message, secrets: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(sentAt.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}
