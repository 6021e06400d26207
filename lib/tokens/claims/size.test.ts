import { expect, test } from "vitest";
import { mostOfRole } from "#lib/roles/rules";
import { accessTokenClaims, mostClaims } from "./rules.ts";
import type { Subject } from "./types.ts";

const long = (index: number, length: number) => `${index}`.padStart(length, "x");
const metadata = { plan: long(0, 256) };
const subject: Subject = {
  sessionId: "ses_385217053858170590",
  authenticatedAt: new Date(0),
  method: "email",
  organization: {
    id: "org_385217053858170590",
    externalId: long(0, 255),
    displayName: "Orion",
    slug: "orion",
    metadata,
  },
  user: {
    id: "usr_385217053858170590",
    externalId: long(0, 255),
    email: "maya@orion.com",
    emailVerified: true,
    name: "Maya",
    givenName: null,
    familyName: null,
    metadata,
  },
  role: "member",
  permissions: Array.from({ length: mostOfRole }, (_, index) => long(index, 64)),
  claims: Array.from({ length: mostClaims }, (_, index) => ({
    name: long(index, 100),
    path: "organization.metadata.plan",
    inIdToken: true,
    inAccessToken: true,
  })),
};

/** What the provider adds, and the parts beside the payload: a header with parameters of its own, and the signature of an RSA key. */
const aboutItself = {
  iss: `https://${long(0, 100)}`,
  sub: subject.user.id,
  aud: long(0, 255),
  client_id: "skc_385217053858170590",
  scope: "openid profile email offline_access",
  ...{ iat: 1_800_000_000, nbf: 1_800_000_000, exp: 1_800_000_300 },
  jti: "tkn_385217053858170590",
};
const beside = 250 + Math.ceil((2048 / 8) * (4 / 3));

test("an access token fits into what Node takes of a request's headers, with as many of the longest permissions and claims as may be", () => {
  const said = accessTokenClaims(subject, { scopes: new Set(["openid", "profile", "email"]) });
  const payload = Buffer.from(JSON.stringify({ ...aboutItself, ...said }));
  const size = payload.toString("base64url").length + beside;
  expect(size).toBeLessThan(16 * 1024 - 256);
  // Twice as many of either would not.
  expect(size).toBeGreaterThan(14 * 1024);
});
