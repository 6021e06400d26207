import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPermissionDescription, checkPermissionName, isRole, permissionsOf, roles } from "./rules.ts";
import { grantField, grantsFormSchema, heldField } from "./schema.ts";

describe("permissionsOf", () => {
  it("gives what nobody knows nothing", () => {
    for (const role of ["owner", "Admin", "admin ", "", "__proto__", "constructor", "toString"]) {
      expect([role, isRole(role), permissionsOf(role)]).toEqual([role, false, []]);
    }
    for (const role of roles) expect(permissionsOf(role)).not.toEqual([]);
  });
});

describe("the name of a permission", () => {
  it("is letters, digits, underscores and colons", () => {
    for (const name of ["workspace_data:read", "A", "9", ":", "_", "__proto__", "x".repeat(64)]) {
      expect(checkPermissionName(name)).toEqual({ ok: true, value: name });
    }
    for (const name of ["", "a b", "a-b", "a.b", "é", "a\n", "a\0", "\ud800", "x".repeat(65), "*"]) {
      expect(checkPermissionName(name)).toEqual({ ok: false, message: expect.stringMatching(/^[A-Z].*\.$/) });
    }
  });

  it("is never one of Foyer's own, however it is written", () => {
    for (const own of roles.flatMap(permissionsOf)) {
      for (const name of [own, own.toUpperCase(), `${own.charAt(0).toUpperCase()}${own.slice(1)}`]) {
        expect(checkPermissionName(name)).toMatchObject({ ok: false, message: expect.stringContaining("Foyer") });
      }
    }
  });

  it("is what is stored, unchanged, or refused", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (raw) => {
        const result = checkPermissionName(raw);
        return result.ok ? result.value === raw && /^[a-zA-Z0-9_:]{1,64}$/.test(raw) : result.message.length > 0;
      }),
    );
  });
});

describe("the description of a permission", () => {
  it("is lines of text, up to 2,000 characters", () => {
    expect(checkPermissionDescription("")).toEqual({ ok: true, value: "" });
    expect(checkPermissionDescription(" Read.\r\nAnd print. ")).toEqual({ ok: true, value: "Read.\nAnd print." });
    expect(checkPermissionDescription("\u{1F512}".repeat(2000)).ok).toBe(true);
    for (const raw of ["x".repeat(2001), "\u{1F512}".repeat(2001), "a\0b", "a\u202eb", "\ud800", "a\tb"]) {
      expect(checkPermissionDescription(raw).ok).toBe(false);
    }
  });
});

describe("a form of grants", () => {
  const permission = fc.stringMatching(/^[a-zA-Z0-9_:]{1,64}$/).filter((name) => checkPermissionName(name).ok);
  const grants = fc.uniqueArray(fc.record({ role: fc.constantFrom(...roles), permission }), {
    selector: grantField,
    maxLength: 12,
  });

  it("changes what was touched, and nothing else", () => {
    fc.assert(
      fc.property(grants, grants, grants, (kept, given, taken) => {
        const names = [kept, given, taken].map((list) => new Set(list.map(grantField)));
        fc.pre(names.reduce((sum, set) => sum + set.size, 0) === new Set(names.flatMap((set) => [...set])).size);
        const form = Object.fromEntries([
          ...[...kept, ...given].map((grant) => [grantField(grant), "on"]),
          ...[...kept, ...taken].map((grant) => [heldField(grant), "on"]),
        ]);
        const { grant, revoke } = grantsFormSchema.parse(form);
        expect(grant.map(grantField).sort()).toEqual(given.map(grantField).sort());
        expect(revoke.map(grantField).sort()).toEqual(taken.map(grantField).sort());
      }),
    );
  });

  it("knows no role and no permission that nobody could have", () => {
    const form = {
      "grant:owner:invoices:read": "on",
      "grant:admin:organization:manage": "on",
      "grant:member:a b": "on",
    };
    expect(grantsFormSchema.parse({ ...form, "grant:member:": "on", "held:__proto__:x": "on" })).toEqual({
      grant: [],
      revoke: [],
    });
  });
});
