import { eq } from "drizzle-orm";
import { installation } from "#db/client";
import { logos } from "#db/schema/logos";

/** The picture with that content hash, in both formats, or null. */
export async function findLogo(hash: string): Promise<{ webp: Buffer; png: Buffer } | null> {
  const [logo] = await installation
    .select({ webp: logos.webp, png: logos.png })
    .from(logos)
    .where(eq(logos.hash, hash));
  return logo ?? null;
}

/** Where a logo is served, or null without one. */
export function logoPath(hash: string | null): string | null {
  return hash && `/logos/${hash}.webp`;
}
