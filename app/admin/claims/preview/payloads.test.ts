import { expect, it } from "vitest";
import { payloadsOf } from "./payloads.ts";

const names = (claims: object) => Object.keys(claims).sort().join(" ");

it("a preview names the claims that tokens have, and no other (e2e/promises/token-claims.spec.ts)", () => {
  const { idToken, accessToken } = payloadsOf(
    {
      sessionId: "ses_1",
      authenticatedAt: new Date(0),
      method: "email",
      organization: { id: "org_1", externalId: null, displayName: "Orion Analytics", slug: "orion", metadata: {} },
      user: {
        id: "usr_1",
        externalId: null,
        email: "maya@orion.com",
        emailVerified: true,
        name: "Maya Lindqvist",
        givenName: "Maya",
        familyName: null,
        metadata: {},
      },
      role: "admin",
      permissions: [],
      claims: [],
    },
    { issuer: "https://foyer.example", idTokenSeconds: 1_800, accessTokenSeconds: 300 },
    new Date(0),
  );
  expect(names(idToken)).toBe(
    "at_hash aud azp c_hash client_id email email_verified exp given_name iat iss name oid sid sub",
  );
  expect(names(accessToken)).toBe("aud client_id exp iat iss jti nbf oid permissions roles sid sub");
  // As the provider writes them.
  expect([typeof idToken.aud, Array.isArray(accessToken.aud)]).toEqual(["string", true]);
});
