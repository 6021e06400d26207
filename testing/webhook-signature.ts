import type { IncomingHttpHeaders } from "node:http";
import { Scalekit } from "@scalekit-sdk/node";

/** Never asked for anything: verifying needs no server. */
const sdk = new Scalekit("https://foyer.example", "skc_1", "sks_1");

/** What the published SDK says of a webhook: true, or it throws. */
export const verifies = (secret: string, { headers, body }: { headers: IncomingHttpHeaders; body: string }): boolean =>
  sdk.verifyWebhookPayload(secret, headers as Record<string, string>, body);
