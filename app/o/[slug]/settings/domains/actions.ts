"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { organizationAction, outcomeOf } from "#lib/action";
import type { OrgContext } from "#lib/auth/context";
import { requireMember } from "#lib/auth/gates";
import { addDomain, removeDomain, verifyDomain } from "#lib/organizations/domains/mutations";
import { addDomainSchema } from "#lib/organizations/domains/schema";
import { limitDomainChanges, limitDomainLooks } from "#lib/rate-limit";

export const addDomainAction = organizationAction(addDomainSchema, async ({ context }, { domain }) => {
  await limitDomainChanges(context.actor.id);
  await addDomain(context, domain);
  refresh();
  return { message: `${domain} is in the list. Publish its record, then verify it.` };
});

/** Adds the domain that the organization's address needs. What stands in the way is said where domains are added. */
export async function proveAddressAction(slug: string, domain: string): Promise<never> {
  return act(slug, "?error=domain", async (context) => {
    await limitDomainChanges(context.actor.id);
    await addDomain(context, addDomainSchema.parse({ domain }).domain);
    return "?done=added";
  });
}

export async function verifyDomainAction(slug: string, id: string): Promise<never> {
  return act(slug, "?error=limit", async (context) => {
    await limitDomainLooks(context.actor.id);
    await verifyDomain(context, String(id));
    return `?looked=${encodeURIComponent(String(id))}`;
  });
}

export async function removeDomainAction(slug: string, id: string): Promise<never> {
  return act(slug, "", async (context) => {
    await removeDomain(context, String(id));
    return "?done=removed";
  });
}

/** Acts for a member of the organization, and draws the page again with what came of it. */
async function act(slug: string, refused: string, work: (context: OrgContext) => Promise<string>): Promise<never> {
  const { context, brand } = await requireMember(String(slug));
  redirect(`/o/${brand.slug}/settings/domains${await outcomeOf(() => work(context), refused)}`);
}
