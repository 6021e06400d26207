import { eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { memberships } from "#db/schema/memberships";
import { organizationDomains } from "#db/schema/organization-domains";
import { organizations } from "#db/schema/organizations";
import { sessions } from "#db/schema/sessions";
import { users } from "#db/schema/users";
import {
  makeDomain,
  makeMember,
  makeMembership,
  makeOperator,
  makeOrganization,
  makeSession,
  makeUser,
} from "#db/testing/factories";
import { newId } from "#lib/ids";
import { changeGrants, createPermission } from "#lib/roles/mutations";
import { addClaim, removeClaim } from "./mutations.ts";
import { findSubject, listClaims, previewSubject } from "./queries.ts";
import { accessTokenClaims, mostClaims } from "./rules.ts";

let count = 0;
const fresh = (stem: string) => `${stem}_${process.pid}_${Date.now().toString(36)}_${++count}`;
const everywhere = { inIdToken: true, inAccessToken: true };

/** A person in a session and an organization. */
async function signedIn() {
  const { user, context, organization } = await makeMember("admin");
  const session = await makeSession(user.id, { organizationId: context.organizationId });
  if (!organization) throw new Error("makeMember() makes an organization.");
  return { user, organization, oid: context.organizationId, session };
}

describe("the subject of tokens", () => {
  test("is the person of a live session, in an organization they are in, with all that claims are made of", async () => {
    const operator = await makeOperator();
    const { user, organization, oid, session } = await signedIn();
    const [permission, externalId] = [fresh("invoices:read"), fresh("acct")];
    await createPermission(operator, { name: permission, description: "" });
    await changeGrants(operator, { grant: [{ role: "admin", permission }], revoke: [] });
    await installation
      .update(organizations)
      .set({ externalId, metadata: { plan: "gold" } })
      .where(eq(organizations.id, oid));
    await installation
      .update(users)
      .set({ externalId, metadata: { team: "blue" } })
      .where(eq(users.id, user.id));
    const found = await findSubject(session.id, oid);
    expect(found).toMatchObject({
      sessionId: session.id,
      authenticatedAt: session.authenticatedAt,
      method: "email",
      organization: {
        id: oid,
        externalId,
        displayName: organization.displayName,
        slug: organization.slug,
        metadata: { plan: "gold" },
      },
      user: {
        id: user.id,
        externalId,
        email: user.email,
        emailVerified: true,
        name: user.name,
        metadata: { team: "blue" },
      },
      role: "admin",
    });
    expect(found?.permissions).toContain(permission);
  });

  test("is in the organization that is asked for, not in the one the session is in", async () => {
    const { user, oid, session } = await signedIn();
    const second = await makeOrganization();
    await makeMembership(second.id, user.id, "member");
    expect((await findSubject(session.id, second.id))?.organization.id).toBe(second.id);
    expect((await findSubject(session.id, second.id))?.role).toBe("member");
    expect((await findSubject(session.id, oid))?.organization.id).toBe(oid);
  });

  test("is nobody where they are no member, or where nothing is", async () => {
    const [own, other] = await Promise.all([signedIn(), signedIn()]);
    expect(await findSubject(own.session.id, other.oid)).toBeNull();
    expect(await findSubject(own.session.id, newId("org"))).toBeNull();
    expect(await findSubject(newId("ses"), own.oid)).toBeNull();
    await installation.delete(memberships).where(eq(memberships.userId, own.user.id));
    expect(await findSubject(own.session.id, own.oid)).toBeNull();
  });

  test("is nobody in an organization that is not active", async () => {
    for (const closed of [{ deactivatedAt: new Date() }, { deletedAt: new Date() }]) {
      const { oid, session } = await signedIn();
      expect(await findSubject(session.id, oid)).not.toBeNull();
      await installation.update(organizations).set(closed).where(eq(organizations.id, oid));
      expect(await findSubject(session.id, oid)).toBeNull();
    }
  });

  test("is nobody once the session is over, by either deadline or by being ended", async () => {
    const over = [{ expiresAt: new Date(Date.now() - 1000) }, { lastSeenAt: new Date(Date.now() - 8 * 86_400_000) }];
    for (const change of over) {
      const { oid, session } = await signedIn();
      await installation.update(sessions).set(change).where(eq(sessions.id, session.id));
      expect(await findSubject(session.id, oid)).toBeNull();
    }
    const { oid, session } = await signedIn();
    await installation.delete(sessions).where(eq(sessions.id, session.id));
    expect(await findSubject(session.id, oid)).toBeNull();
  });

  test("has used the session: its idle deadline moves", async () => {
    const { oid, session } = await signedIn();
    const before = new Date(Date.now() - 120_000);
    await installation.update(sessions).set({ lastSeenAt: before }).where(eq(sessions.id, session.id));
    await findSubject(session.id, oid);
    const [row] = await installation.select().from(sessions).where(eq(sessions.id, session.id));
    expect(row?.lastSeenAt.getTime()).toBeGreaterThan(before.getTime() + 60_000);
  });

  test("has a hostname for an address only while its domain is proven", async () => {
    const { user } = await makeMember();
    const domain = `${fresh("auth").replaceAll("_", "-")}.com`;
    const claimed = await makeOrganization({ slug: `login.${domain}` });
    await makeMembership(claimed.id, user.id);
    const session = await makeSession(user.id);
    const slug = async () => (await findSubject(session.id, claimed.id))?.organization.slug;
    expect(await slug()).toBeNull();
    const { id } = await makeDomain(claimed.id, domain);
    expect(await slug()).toBe(`login.${domain}`);
    await installation.delete(organizationDomains).where(eq(organizationDomains.id, id));
    expect(await slug()).toBeNull();
  });
});

describe("custom claims", () => {
  test("are in the next token once they are added, and not in the one after they are removed", async () => {
    const operator = await makeOperator();
    const { oid, session } = await signedIn();
    const name = fresh("plan");
    const issued = async () => {
      const subject = await findSubject(session.id, oid);
      return subject && accessTokenClaims(subject, { scopes: new Set(["openid"]) })[name];
    };
    await addClaim(operator, { name, path: "organization.metadata.plan", ...everywhere });
    expect(await issued()).toBeUndefined();
    await installation
      .update(organizations)
      .set({ metadata: { plan: "gold" } })
      .where(eq(organizations.id, oid));
    expect(await issued()).toBe("gold");
    const again = addClaim(operator, { name, path: "user.id", ...everywhere });
    await expect(again).rejects.toMatchObject({ code: "conflict", fields: { name: expect.any(String) } });
    expect(await listClaims(operator)).toContainEqual({ name, path: "organization.metadata.plan", ...everywhere });
    await removeClaim(operator, { name });
    expect(await issued()).toBeUndefined();
    await expect(removeClaim(operator, { name })).rejects.toMatchObject({ code: "not_found" });
    const events = await installation
      .select({ action: auditEvents.action, kind: auditEvents.actorKind })
      .from(auditEvents)
      .where(sql`${auditEvents.details}->>'claim' = ${name}`)
      .orderBy(auditEvents.id);
    expect(events).toEqual([
      { action: "claim.added", kind: "operator" },
      { action: "claim.removed", kind: "operator" },
    ]);
  });

  test("are as many as there may be", async () => {
    const operator = await makeOperator();
    const added = (await listClaims(operator)).length;
    const names = Array.from({ length: mostClaims - added + 2 }, () => fresh("plan"));
    const add = (name: string) => addClaim(operator, { name, path: "organization.metadata.plan", ...everywhere });
    const answers = await Promise.allSettled(names.map(add));
    const refused = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []));
    const reason = expect.objectContaining({ code: "invalid", fields: { name: expect.any(String) } });
    expect(refused).toEqual([reason, reason]);
    for (const [index, name] of names.entries())
      if (answers[index]?.status === "fulfilled") await removeClaim(operator, { name });
  });
});

describe("a preview", () => {
  test("is about the same person and organization as a token would be, and says why there would be none", async () => {
    const operator = await makeOperator();
    const { user, organization, oid, session } = await signedIn();
    const stranger = await makeUser();
    const real = await findSubject(session.id, oid);
    for (const address of [organization.slug, oid]) {
      const preview = await previewSubject(operator, { email: ` ${user.email.toUpperCase()} `, organization: address });
      expect(preview).toMatchObject({ subject: { user: real?.user, organization: real?.organization, role: "admin" } });
    }
    const refused = async (email: string, at: string) => {
      const preview = await previewSubject(operator, { email, organization: at });
      return "fields" in preview ? Object.keys(preview.fields) : null;
    };
    expect(await refused("nobody", oid)).toEqual(["email"]);
    expect(await refused(`nobody@${organization.slug}.example`, oid)).toEqual(["email"]);
    expect(await refused(user.email, "nobody-has-this")).toEqual(["organization"]);
    expect(await refused(user.email, "\0")).toEqual(["organization"]);
    expect(await refused(stranger.email, oid)).toEqual(["organization"]);
    await installation.update(organizations).set({ deactivatedAt: new Date() }).where(eq(organizations.id, oid));
    expect(await refused(user.email, oid)).toEqual(["organization"]);
  });
});
