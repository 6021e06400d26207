import { env } from "#lib/env";
import type { WebhookEndpointId } from "#lib/ids";
import { seal, unseal } from "#lib/secrets";
import { newWebhookSecret } from "./signature.ts";

/** Secrets of endpoints are kept sealed, not hashed: they have to be read again to sign with. */
const purpose = "webhook secret";

/** A secret for an endpoint: what is shown once, and what is kept of it. */
export function newSecret(id: WebhookEndpointId): { secret: string; sealed: string } {
  const secret = newWebhookSecret();
  return { secret, sealed: seal(secret, purpose, id, env.AUTH_SECRET) };
}

/** What was kept of a secret, to sign with; null when it was sealed with another AUTH_SECRET. */
export function readSecret(sealed: string, id: WebhookEndpointId): string | null {
  return unseal(sealed, purpose, id, env.AUTH_SECRET);
}
