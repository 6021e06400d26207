import { relativeTime } from "@/components/ui/relative-time";

type Known = { hash: string; hint: string; createdAt: Date; lastUsedAt: Date | null };

/** What a page says of a secret that was shown before. */
export function describeSecret({ hash, hint, createdAt, lastUsedAt }: Known) {
  const used = lastUsedAt ? `used ${relativeTime(lastUsedAt, "long")}` : "never used";
  return { hash, hint, detail: `Created ${relativeTime(createdAt, "long")}, ${used}` };
}
