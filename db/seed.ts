import { eq, inArray } from "drizzle-orm";
import { closeDatabase, installation } from "#db/client";
import { organizationSlugs } from "#db/schema/organization-slugs";
import { users } from "#db/schema/users";
import { makeMembership, makeOrganization, makeUser } from "#db/testing/factories";
import type { OrganizationId } from "#lib/ids";

/**
 * People and organizations to look at, for a development database: `npm run seed`. Runs again without doubling anything; sign in
 * as maya@orion.example through the local mailbox.
 */
const people = [
  { email: "maya@orion.example", name: "Maya Lindqvist", givenName: "Maya" },
  { email: "tomas@orion.example", name: "Tomás Rey", givenName: "Tomás" },
  { email: "amara@orion.example", name: "Amara Okafor-Wilhelmsdottir", givenName: "Amara" },
  { email: "jun@orion.example", name: "Jun Ito", givenName: "Jun" },
  { email: "priya@orion.example", name: "Priya Nair", givenName: "Priya" },
];

const houses = [
  { slug: "orion", displayName: "Orion Analytics", color: "#2f4b9c", members: [0, 1, 2, 3, 4] },
  {
    slug: "lumen-field",
    displayName: "Lumen Field Cooperative for Regional Solar and Storage",
    color: "#ffd400",
    members: [0],
  },
  { slug: "zhushihuishe-orion", displayName: "株式会社オリオン", color: null, members: [0, 3] },
];

async function seed(): Promise<void> {
  const addresses = people.map(({ email }) => email);
  const known = await installation.select().from(users).where(inArray(users.email, addresses));
  const everyone = await Promise.all(
    people.map(async (person) => known.find(({ email }) => email === person.email) ?? makeUser(person)),
  );
  for (const { members, ...house } of houses) {
    if (await findOrganization(house.slug)) continue;
    const { id } = await makeOrganization(house);
    for (const [position, index] of members.entries()) {
      const person = everyone[index];
      if (person) await makeMembership(id, person.id, position < 2 ? "admin" : "member");
    }
  }
  process.stdout.write(
    `Seeded ${people.length} people and ${houses.length} organizations. Sign in as ${addresses[0]}.\n`,
  );
}

async function findOrganization(slug: string): Promise<OrganizationId | null> {
  const [row] = await installation
    .select({ id: organizationSlugs.organizationId })
    .from(organizationSlugs)
    .where(eq(organizationSlugs.slug, slug));
  return row?.id ?? null;
}

await seed();
await closeDatabase();
