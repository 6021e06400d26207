"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { outcomeOf, portalAction } from "#lib/action";
import type { OrgContext } from "#lib/auth/context";
import { requirePortal } from "#lib/auth/gates";
import { addDomain, removeDomain, verifyDomain } from "#lib/organizations/domains/mutations";
import { addDomainSchema } from "#lib/organizations/domains/schema";
import { limitDomainChanges, limitDomainLooks } from "#lib/rate-limit";

export const addDomainAction = portalAction(addDomainSchema, async ({ context }, { domain }) => {
  await limitDomainChanges(context.actor.id);
  await addDomain(context, domain);
  refresh();
  return { message: `${domain} is in the list. Publish its record, then verify it.` };
});

export async function verifyDomainAction(link: string, id: string): Promise<never> {
  return act(link, "?error=limit", async (context) => {
    await limitDomainLooks(context.actor.id);
    await verifyDomain(context, String(id));
    return `?looked=${encodeURIComponent(String(id))}`;
  });
}

export async function removeDomainAction(link: string, id: string): Promise<never> {
  return act(link, "", async (context) => {
    await removeDomain(context, String(id));
    return "?done=removed";
  });
}

/** Acts in the portal, and draws the page again with what came of it. */
async function act(link: string, refused: string, work: (context: OrgContext) => Promise<string>): Promise<never> {
  const { id, context } = await requirePortal(String(link));
  redirect(`/portal/${id}/domains${await outcomeOf(() => work(context), refused)}`);
}
