import { z } from "zod";
import { OrganizationService } from "#lib/api/contract";
import { operation } from "#lib/api/operation";
import { createPortalLink, deletePortalLinks } from "#lib/portal-links/mutations";
import { listPortalLinks } from "#lib/portal-links/queries";
import { type PortalFeature, portalFeatures } from "#lib/portal-links/rules";
import { organizationIdOf } from "./organization.ts";
import { idSchema, moment, nothingOut } from "./shapes.ts";

/** Links to the portal of an organization: OrganizationService of the contract. */

const service = OrganizationService;
const scope = "organizations:write";
const path = "/organizations/{id}/portal_links";

const linkOut = z
  .object({
    id: z.string(),
    location: z.string().optional().meta({ description: "Where it leads. Told once, when it is made." }),
    expire_time: moment,
  })
  .meta({ id: "Link" });

const feature = z.enum(portalFeatures, { error: `Name some of ${portalFeatures.join(", ")}.` });
/** One, also as a query says it, or several. */
const features = z
  .union([z.array(feature), feature.transform((one) => [one])], { error: `Name some of ${portalFeatures.join(", ")}.` })
  .default([])
  .meta({
    type: "array",
    items: { type: "string", enum: [...portalFeatures] },
    description: "None: all of the portal.",
  });
/** How older SDKs name a feature; a query says it in words. */
const named = z
  .union([z.boolean(), z.enum(["true", "false"]).transform((word) => word === "true")], {
    error: "Send true or false.",
  })
  .default(false)
  .meta({ type: "boolean", deprecated: true, description: "Say it among the features." });

const create = operation({
  service,
  method: "generatePortalLink",
  // Whoever opens one changes the organization and its domains: no client gets more by a link than it may do by itself.
  scope: [scope, "domains:write"],
  summary: "Make a link that opens an organization's portal once, within a minute, for six hours",
  rest: [{ method: "put", path }],
  input: z.strictObject({ id: idSchema, features, sso: named, directory_sync: named }),
  output: z.object({ link: linkOut }),
  run: async ({ context }, { id, features, sso, directory_sync: sync }) => {
    const wanted: PortalFeature[] = [
      ...features,
      ...(sso ? ["sso" as const] : []),
      ...(sync ? ["dir_sync" as const] : []),
    ];
    const organizationId = await organizationIdOf(context, { id });
    const link = await createPortalLink(context, organizationId, { features: wanted });
    return { link: { id: link.id, location: link.location, expire_time: link.expireTime.toISOString() } };
  },
});

const list = operation({
  service,
  method: "getPortalLinks",
  scope,
  summary: "List the links of an organization that can be opened or are open",
  rest: [{ method: "get", path }],
  input: z.strictObject({ id: idSchema }),
  output: z.object({ links: z.array(linkOut) }),
  run: async ({ context }, { id }) => {
    const links = await listPortalLinks(context, await organizationIdOf(context, { id }));
    return { links: links.map((link) => ({ id: link.id, expire_time: link.expireTime.toISOString() })) };
  },
});

const removeAll = operation({
  service,
  method: "deletePortalLink",
  scope,
  summary: "End all links of an organization, and what they opened",
  rest: [{ method: "delete", path }],
  input: z.strictObject({ id: idSchema }),
  output: nothingOut,
  run: async ({ context }, { id }) => {
    await deletePortalLinks(context, await organizationIdOf(context, { id }));
    return {};
  },
});

const remove = operation({
  service,
  method: "deletePortalLinkByID",
  scope,
  summary: "End a link, and what it opened",
  rest: [{ method: "delete", path: `${path}/{link_id}` }],
  input: z.strictObject({ id: idSchema, link_id: idSchema }),
  output: nothingOut,
  run: async ({ context }, { id, link_id: link }) => {
    await deletePortalLinks(context, await organizationIdOf(context, { id }), link);
    return {};
  },
});

export const portalLinkOperations = [create, list, removeAll, remove];
