import { and, eq, isNull, sql } from "drizzle-orm";
import { installation } from "#db/client";
import { organizations } from "#db/schema/organizations";
import { recordAudit } from "#lib/audit/mutations";
import { system } from "#lib/audit/types";
import { AppError } from "#lib/errors";
import { FetchRefused, guardedFetch } from "#lib/guarded-fetch";
import type { OrganizationId } from "#lib/ids";
import { removeUnusedLogo, storeLogo } from "./mutations.ts";
import { processLogo } from "./process.ts";
import { acceptedLogoTypes, largestLogoBytes, logoMessages } from "./rules.ts";
import type { ProcessedLogo } from "./types.ts";

/** What stood in the way, in words; `passes` when it may be over in a moment. */
type Failure = { problem: string; passes: boolean };

/** In milliseconds. A server that is slower is not asked again by itself: a few of them would keep everyone else waiting. */
const patience = 5_000;

/**
 * Fetches the picture at an organization's logo_url and keeps a copy of it, or notes why not; then what was shown before stays. Does
 * nothing when there is no link any more, or another one by the time it is done.
 * @returns whether trying again soon may end otherwise
 */
export async function copyLogo(organizationId: OrganizationId): Promise<boolean> {
  const [organization] = await installation
    .select({ logoUrl: organizations.logoUrl })
    .from(organizations)
    .where(and(eq(organizations.id, organizationId), isNull(organizations.deletedAt)));
  const logoUrl = organization?.logoUrl;
  if (!logoUrl) return false;
  const found = await fetchPicture(logoUrl, organizationId);
  if ("problem" in found) {
    await noteFailure(organizationId, logoUrl, found);
    return found.passes;
  }
  await keepCopy(organizationId, logoUrl, found);
  return false;
}

async function fetchPicture(logoUrl: string, organizationId: OrganizationId): Promise<ProcessedLogo | Failure> {
  try {
    const response = await guardedFetch(logoUrl, {
      headers: { accept: acceptedLogoTypes },
      maxBytes: largestLogoBytes,
      timeoutMs: patience,
      redirects: 3,
    });
    if (response.status !== 200) return failureOf(response.status);
    return await processLogo(new Uint8Array(await response.arrayBuffer()), organizationId);
  } catch (error) {
    if (error instanceof FetchRefused) {
      const problem = error.problem === "large" ? logoMessages.bytes : error.message;
      return { problem, passes: ["unreachable", "broken"].includes(error.problem) };
    }
    // Not a picture, or too many others are being read.
    if (error instanceof AppError) return { problem: error.message, passes: error.code === "unavailable" };
    throw error;
  }
}

function failureOf(status: number): Failure {
  if (status === 404 || status === 410) return { problem: "There is nothing at that address.", passes: false };
  if (status === 401 || status === 403) return { problem: "The server there shows it to nobody.", passes: false };
  if (status === 429 || status >= 500) return { problem: "The server there has trouble of its own.", passes: true };
  return { problem: "The server there answered with something other than a picture.", passes: false };
}

async function noteFailure(organizationId: OrganizationId, logoUrl: string, { problem }: Failure): Promise<void> {
  await installation
    .update(organizations)
    .set({ logoUrlTriedAt: sql`now()`, logoUrlProblem: problem })
    .where(and(eq(organizations.id, organizationId), eq(organizations.logoUrl, logoUrl)));
}

async function keepCopy(organizationId: OrganizationId, logoUrl: string, copy: ProcessedLogo): Promise<void> {
  const unused = await installation.transaction(async (tx) => {
    await storeLogo(tx, copy);
    const [before] = await tx
      .select({ logoUrl: organizations.logoUrl, logoHash: organizations.logoHash, color: organizations.color })
      .from(organizations)
      .where(eq(organizations.id, organizationId))
      .for("update");
    if (before?.logoUrl !== logoUrl) return copy.hash;
    // A colour somebody chose stays.
    const color = before.color ?? copy.color;
    await tx
      .update(organizations)
      .set({
        logoHash: copy.hash,
        color,
        logoUrlTriedAt: sql`now()`,
        logoUrlProblem: null,
      })
      .where(eq(organizations.id, organizationId));
    const base = { actor: system, organizationId } as const;
    // The first copy is what whoever gave the link did; that is recorded.
    if (before.logoHash !== null && before.logoHash !== copy.hash) {
      await recordAudit(tx, { ...base, action: "organization.logo_changed" });
    }
    if (color !== null && color !== before.color) {
      await recordAudit(tx, { ...base, action: "organization.color_changed", details: { to: color } });
    }
    return before.logoHash === copy.hash ? null : before.logoHash;
  });
  if (unused) await removeUnusedLogo(unused);
}
