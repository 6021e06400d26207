import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  accessTokenClaims,
  addedClaims,
  checkClaimName,
  checkClaimPath,
  claimPaths,
  customClaims,
  idTokenClaims,
  isReservedClaim,
} from "./rules.ts";
import { addClaimSchema } from "./schema.ts";
import type { Subject } from "./types.ts";

const subject: Subject = {
  sessionId: "ses_1",
  authenticatedAt: new Date(0),
  method: "email",
  organization: {
    id: "org_1",
    externalId: "acct/1",
    displayName: "Orion Analytics",
    slug: "orion",
    metadata: { plan: "gold", "account manager": "Amara", "a.b": "dotted", empty: "" },
  },
  user: {
    id: "usr_1",
    externalId: "4711",
    email: "maya@orion.com",
    emailVerified: true,
    name: "Maya Lindqvist",
    givenName: "Maya",
    familyName: "Lindqvist",
    metadata: { team: "blue" },
  },
  role: "admin",
  permissions: ["invoices:read"],
  claims: [],
};
const bare: Subject = {
  ...subject,
  organization: { ...subject.organization, externalId: null, slug: null, metadata: {} },
  user: { ...subject.user, externalId: null, name: null, givenName: null, familyName: null, metadata: {} },
};
const scopes = (text: string) => ({ clientId: "skc_1" as const, scopes: new Set(text.split(" ")) });
const everything = scopes("openid profile email");
const claim = (name: string, path: string) => ({ name, path, inIdToken: true, inAccessToken: true });

/** Claims of both kinds of tokens that Foyer writes, and those of the provider beside them. */
const written = [
  ..."iss sub aud azp client_id iat exp nbf jti at_hash c_hash s_hash nonce auth_time acr amr sid oid xoid xuid".split(
    " ",
  ),
  ..."email email_verified name given_name family_name roles permissions scope scopes cnf act".split(" "),
];

describe("an ID token", () => {
  it("says all that the scopes let an application learn", () => {
    expect(idTokenClaims(subject, everything)).toEqual({
      oid: "org_1",
      sid: "ses_1",
      client_id: "skc_1",
      azp: "skc_1",
      email: "maya@orion.com",
      email_verified: true,
      name: "Maya Lindqvist",
      given_name: "Maya",
      family_name: "Lindqvist",
    });
    const least = { oid: "org_1", sid: "ses_1", client_id: "skc_1", azp: "skc_1" };
    expect(idTokenClaims(subject, scopes("openid"))).toEqual(least);
    expect(Object.keys(idTokenClaims(subject, scopes("openid email"))).sort()).toEqual(
      [...Object.keys(least), "email", "email_verified"].sort(),
    );
    expect(idTokenClaims(subject, scopes("openid profile"))).not.toHaveProperty("email");
  });

  it("leaves out what is not known, and says of an address that nobody proved that it is not", () => {
    const claims = idTokenClaims({ ...bare, user: { ...bare.user, emailVerified: false } }, everything);
    expect(Object.keys(claims).sort()).toEqual(["azp", "client_id", "email", "email_verified", "oid", "sid"]);
    expect(claims.email_verified).toBe(false);
  });
});

describe("an access token", () => {
  it("says role, permissions and external ids, and nothing of the person's profile", () => {
    const claims = { oid: "org_1", sid: "ses_1", roles: ["admin"], permissions: ["invoices:read"] };
    expect(accessTokenClaims(subject, everything)).toEqual({ ...claims, xoid: "acct/1", xuid: "4711" });
    expect(accessTokenClaims({ ...bare, permissions: [] }, everything)).toEqual({ ...claims, permissions: [] });
  });
});

describe("a custom claim", () => {
  it("has what is at its path", () => {
    const paths: [path: string, value: string | undefined][] = [
      ["organization.id", "org_1"],
      ["organization.external_id", "acct/1"],
      ["organization.display_name", "Orion Analytics"],
      ["organization.slug", "orion"],
      ["organization.metadata.plan", "gold"],
      ["organization.metadata.account manager", "Amara"],
      ["organization.metadata.a.b", "dotted"],
      ["organization.metadata.empty", undefined],
      ["organization.metadata.team", undefined],
      ["organization.metadata.toString", undefined],
      ["organization.metadata.__proto__", undefined],
      ["user.id", "usr_1"],
      ["user.external_id", "4711"],
      ["user.email", "maya@orion.com"],
      ["user.family_name", "Lindqvist"],
      ["user.metadata.team", "blue"],
    ];
    for (const [path, value] of paths) {
      expect([path, customClaims([{ name: "x", path }], subject)]).toEqual([path, value ? { x: value } : {}]);
    }
    expect(claimPaths.every((path) => Object.keys(customClaims([{ name: "x", path }], subject)).length === 1)).toBe(
      true,
    );
  });

  it("is left out when it comes to nothing, and is only in the tokens it is for", () => {
    const claims = [
      { ...claim("id_only", "organization.metadata.plan"), inAccessToken: false },
      { ...claim("access_only", "user.metadata.team"), inIdToken: false },
      claim("nothing", "organization.metadata.gone"),
    ];
    const id = idTokenClaims({ ...subject, claims }, everything);
    const access = accessTokenClaims({ ...subject, claims }, everything);
    expect([id.id_only, id.access_only, access.id_only, access.access_only]).toEqual([
      "gold",
      undefined,
      undefined,
      "blue",
    ]);
    expect([...Object.keys(id), ...Object.keys(access)]).not.toContain("nothing");
    expect(addedClaims({ ...subject, claims }, everything.scopes)).toEqual({ id_only: "gold", access_only: "blue" });
  });

  it("tells an application no more of a person than its scopes do, nor an address that nobody proved", () => {
    const claims = [
      claim("mail", "user.email"),
      claim("called", "user.given_name"),
      claim("team", "user.metadata.team"),
    ];
    const told = (of: Subject, text: string) => {
      const { mail, called, team } = accessTokenClaims({ ...of, claims }, scopes(text));
      return { mail, called, team };
    };
    expect(told(subject, "openid")).toEqual({ team: "blue" });
    expect(addedClaims({ ...subject, claims }, scopes("openid").scopes)).toEqual({ team: "blue" });
    expect(told(subject, "openid email")).toEqual({ mail: "maya@orion.com", team: "blue" });
    expect(told(subject, "openid profile")).toEqual({ called: "Maya", team: "blue" });
    const unproven = { ...subject, user: { ...subject.user, emailVerified: false } };
    expect(told(unproven, "openid profile email")).toEqual({ called: "Maya", team: "blue" });
  });

  it("never takes the place of a claim that means something, even when it was stored before that did", () => {
    const standing = [...written, "__proto__", "constructor", "toString", "hasOwnProperty", "prototype"];
    for (const name of standing) {
      for (const spelt of [name, name.toUpperCase(), name.charAt(0).toUpperCase() + name.slice(1)]) {
        expect([spelt, isReservedClaim(spelt), checkClaimName(spelt).ok]).toEqual([spelt, true, false]);
      }
    }
    const claims = standing.map((name) => claim(name, "organization.metadata.plan"));
    const { claims: _, ...plain } = subject;
    expect(idTokenClaims({ ...plain, claims }, everything)).toEqual(idTokenClaims(subject, everything));
    expect(accessTokenClaims({ ...plain, claims }, everything)).toEqual(accessTokenClaims(subject, everything));
  });
});

describe("the name of a claim", () => {
  it("is a word or an address for one", () => {
    for (const name of [
      "plan",
      "acme_plan",
      "x",
      "https://orion.example/claims/plan",
      "urn:orion:plan",
      "x".repeat(100),
    ]) {
      expect(checkClaimName(name)).toEqual({ ok: true, value: name });
    }
    for (const name of [
      "",
      " plan",
      "1plan",
      "_plan",
      "pl an",
      "plän",
      "plan\n",
      "plan\0",
      "x".repeat(101),
      "{{plan}}",
    ]) {
      expect(checkClaimName(name)).toEqual({ ok: false, message: expect.stringMatching(/.\.$/) });
    }
  });

  it("is refused or adds exactly itself, whatever it is", () => {
    const name = fc.oneof(fc.string({ unit: "binary" }), fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_.:/-]{0,20}$/));
    fc.assert(
      fc.property(name, (raw) => {
        const added = checkClaimName(raw).ok ? [claim(raw, "organization.metadata.plan")] : [];
        const before = accessTokenClaims(subject, everything);
        const after = accessTokenClaims({ ...subject, claims: added }, everything);
        expect(after).toEqual(added.length > 0 ? { ...before, [raw]: "gold" } : before);
      }),
    );
  });
});

describe("the path of a claim", () => {
  it("is one of a few, or a key of metadata", () => {
    const good = [...claimPaths, "organization.metadata.plan", "user.metadata.a.b", "user.metadata.account manager"];
    for (const path of good) expect(checkClaimPath(path)).toEqual({ ok: true, value: path });
    for (const path of [
      ...[
        "",
        "organization",
        "organization.",
        "user.metadata",
        "user.metadata.",
        "user.metadata.ab",
        "user.metadata.a\0b",
      ],
      ...[
        "organization.created_by",
        "organization.id.length",
        "user.slug",
        "user.password",
        "user.image",
        "users.email",
      ],
      ...["user.toString", "user.__proto__", "user.constructor.name", "user['email']", "user.email ", " user.email"],
      ...["user.metadata.\u202etext", "user.emailVerified", "organization.displayName", "USER.EMAIL", "{{user.email}}"],
    ]) {
      expect([path, checkClaimPath(path).ok]).toEqual([path, false]);
    }
  });

  it("comes to a text that is in the facts, or to nothing, whatever it is", () => {
    const texts = [subject.organization, subject.user].flatMap((of) => [
      ...Object.values(of),
      ...Object.values(of.metadata),
    ]);
    const part = fc.constantFrom(
      "organization",
      "user",
      "metadata",
      "plan",
      "email",
      "__proto__",
      "constructor",
      "length",
    );
    const path = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.array(part, { maxLength: 5 }).map((parts) => parts.join(".")),
      fc.string({ unit: "binary", maxLength: 30 }).map((key) => `organization.metadata.${key}`),
    );
    fc.assert(
      fc.property(path, (raw) => {
        const claims = customClaims([{ name: "x", path: raw }], subject);
        if ("x" in claims) expect(texts).toContain(claims.x);
        if (!checkClaimPath(raw).ok) expect(claims).toEqual({});
      }),
      { numRuns: 500 },
    );
  });
});

describe("the form of a claim", () => {
  it("wants a token to put it in", () => {
    const fields = { name: "plan", path: "organization.metadata.plan" };
    expect(addClaimSchema.safeParse(fields).error?.issues[0]?.path).toEqual(["tokens"]);
    expect(addClaimSchema.parse({ ...fields, inIdToken: "on" })).toEqual({
      ...fields,
      inIdToken: true,
      inAccessToken: false,
    });
  });

  it("says all that is wrong at once", () => {
    const { error } = addClaimSchema.safeParse({ name: "sub", path: "organization.owner" });
    expect(error?.issues.map(({ path }) => path[0])).toEqual(["name", "path", "tokens"]);
  });
});
