import { describe, expect, test } from "vitest";
import { verifies } from "../../testing/webhook-signature.ts";
import { newWebhookSecret, signedHeaders } from "./signature.ts";

const message = { id: "evt_1", body: '{"type":"organization.created"}', sentAt: new Date() };

describe("a signed message", () => {
  test("has the signature of the specification's own example", () => {
    const headers = signedHeaders(
      { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", body: '{"test": 2432232314}', sentAt: new Date(1_614_265_330_000) },
      ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    );
    expect(headers).toEqual({
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    });
  });

  test("is what the published SDK takes, with either of two secrets", () => {
    const [secret, previous] = [newWebhookSecret(), newWebhookSecret()];
    const headers = signedHeaders(message, [secret, previous]);
    for (const known of [secret, previous]) {
      expect(verifies(known, { headers, body: message.body })).toBe(true);
    }
  });

  test.each([
    ["another secret", {}, newWebhookSecret()],
    ["another body", { body: '{"type":"organization.deleted"}' }, null],
    ["another id", { id: "evt_2" }, null],
    ["a time long past", { sentAt: new Date(Date.now() - 400_000) }, null],
  ])("is refused with %s", (_, other, known) => {
    const secret = newWebhookSecret();
    const headers = signedHeaders(message, [secret]);
    const sent = { ...message, ...other };
    const claimed = { ...headers, "webhook-id": sent.id, "webhook-timestamp": String(Math.floor(+sent.sentAt / 1000)) };
    expect(() => verifies(known ?? secret, { headers: claimed, body: sent.body })).toThrow();
  });

  test("has a secret of at least 24 bytes that nobody had before", () => {
    const secret = newWebhookSecret();
    expect(Buffer.from(secret.replace("whsec_", ""), "base64").length).toBeGreaterThanOrEqual(24);
    expect(newWebhookSecret()).not.toBe(secret);
  });
});
