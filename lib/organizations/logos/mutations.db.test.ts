import { randomBytes } from "node:crypto";
import { inArray, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { installation } from "#db/client";
import { logos } from "#db/schema/logos";
import { makeOrganization } from "#db/testing/factories";
import { sweepLogos } from "./mutations.ts";

async function makeLogo(hoursAgo: number): Promise<string> {
  const hash = randomBytes(32).toString("hex");
  const bytes = Buffer.from(hash);
  const createdAt = sql`now() - make_interval(hours => ${hoursAgo})`;
  await installation.insert(logos).values({ hash, webp: bytes, png: bytes, createdAt });
  return hash;
}

test("pictures that nobody has shown for an hour are swept away, and no others", async () => {
  const [left, fresh, shown] = [await makeLogo(2), await makeLogo(0), await makeLogo(2)];
  await makeOrganization({ logoHash: shown });
  await sweepLogos();
  const found = await installation
    .select({ hash: logos.hash })
    .from(logos)
    .where(inArray(logos.hash, [left, fresh, shown]));
  expect(found.map(({ hash }) => hash).sort()).toEqual([fresh, shown].sort());
});
