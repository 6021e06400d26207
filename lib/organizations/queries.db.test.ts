import { describe, expect, it } from "vitest";
import { installation } from "#db/client";
import { auditEvents } from "#db/schema/audit-events";
import { passkeys } from "#db/schema/passkeys";
import { makeMember, makeMembership, makeUser } from "#db/testing/factories";
import { recordAudit } from "#lib/audit/mutations";
import { newId } from "#lib/ids";
import { readPortal, readSurroundings } from "./queries.ts";

const limits = { members: 2, events: 2 };

describe("readPortal", () => {
  it("shows the first people, how many there are, and the latest events", async () => {
    const { context, actor } = await makeMember();
    const { organizationId } = context;
    for (let more = 0; more < 2; more++) await makeMembership(organizationId, (await makeUser()).id, "member");
    const event = { organizationId, actorKind: "user", actorId: actor.id, action: "organization.renamed" } as const;
    for (const [minute, to] of ["first", "second", "third"].entries()) {
      const id = newId("aud", Date.now() + minute * 60_000);
      await installation.insert(auditEvents).values({ ...event, id, details: { to } });
    }
    const portal = await readPortal(context, limits);
    expect(portal.members[0]).toMatchObject({ id: actor.id, role: "admin" });
    expect(portal.members).toHaveLength(2);
    expect(portal.total).toBe(3);
    expect(portal.events.map(({ details }) => details.to)).toEqual(["third", "second"]);
  });

  it("shows nothing of another organization, even to someone who did it there", async () => {
    const here = await makeMember();
    const there = await makeMember();
    const event = { action: "organization.logo_changed", actor: here.actor } as const;
    await recordAudit(installation, { ...event, organizationId: there.context.organizationId });
    const portal = await readPortal(here.context, limits);
    expect(portal.members.map(({ id }) => id)).toEqual([here.actor.id]);
    expect(portal.events).toEqual([]);
  });
});

describe("readSurroundings", () => {
  it("lists the person's own organizations and knows of their passkey only", async () => {
    const { user, organization } = await makeMember();
    const stranger = await makeMember();
    const key = { publicKey: "AA==", counter: 0, deviceType: "singleDevice", backedUp: false };
    await installation
      .insert(passkeys)
      .values({ ...key, credentialId: `of ${stranger.user.id}`, userId: stranger.user.id });
    expect(await readSurroundings(user.id)).toMatchObject({
      organizations: [{ slug: organization?.slug, role: "admin" }],
      hasPasskey: false,
    });
    expect((await readSurroundings(stranger.user.id)).hasPasskey).toBe(true);
  });

  it("is empty for someone who is in none", async () => {
    expect(await readSurroundings((await makeUser()).id)).toEqual({ organizations: [], hasPasskey: false });
  });
});
