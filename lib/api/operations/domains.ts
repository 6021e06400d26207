import { z } from "zod";
import { DomainService } from "#lib/api/contract";
import { ApiError } from "#lib/api/errors";
import { operation } from "#lib/api/operation";
import type { InstallationContext } from "#lib/auth/context";
import { AppError } from "#lib/errors";
import type { OrganizationId } from "#lib/ids";
import { addDomainByOperator, removeDomainByOperator, verifyDomainOf } from "#lib/organizations/domains/mutations";
import { listDomainsOf } from "#lib/organizations/domains/queries";
import { addDomainSchema } from "#lib/organizations/domains/schema";
import type { Domain } from "#lib/organizations/domains/types";
import { organizationIdOf } from "./organization.ts";
import { externalIdLookup, idSchema, moment, nothingOut, whole } from "./shapes.ts";

/** Domains of an organization: DomainService of the contract. */

const service = DomainService;
const [read, write] = ["domains:read", "domains:write"] as const;

const domainOut = z
  .object({
    id: z.string(),
    domain: z.string(),
    organization_id: z.string(),
    txt_record_key: z.string().optional().meta({ description: "Name of the TXT record that proves it." }),
    txt_record_secret: z.string().optional().meta({ description: "What that record has to say." }),
    verification_status: z.enum(["PENDING", "VERIFIED", "FAILED"]),
    verification_method: z
      .enum(["ADMIN", "DNS"])
      .meta({ description: "ADMIN: by the word of an operator or an API client. DNS: by a record." }),
    domain_type: z.literal("ORGANIZATION_DOMAIN"),
    create_time: moment,
    update_time: moment,
  })
  .meta({ id: "Domain" });
const oneOut = z.object({ domain: domainOut });

const statuses = { pending: "PENDING", verified: "VERIFIED", failed: "FAILED" } as const;

const toDomain = (organizationId: OrganizationId, entry: Domain): z.input<typeof domainOut> => ({
  id: entry.id,
  domain: entry.domain,
  organization_id: organizationId,
  ...(entry.record && { txt_record_key: entry.record.name, txt_record_secret: entry.record.value }),
  verification_status: statuses[entry.status],
  verification_method: entry.createdVia === "user" ? "DNS" : "ADMIN",
  domain_type: "ORGANIZATION_DOMAIN",
  create_time: entry.createdAt.toISOString(),
  update_time: (entry.checkedAt ?? entry.createdAt).toISOString(),
});

async function answer(
  context: InstallationContext,
  organizationId: OrganizationId,
  id: string,
): Promise<z.input<typeof oneOut>> {
  const entry = (await listDomainsOf(context, organizationId)).find((one) => one.id === id);
  if (!entry) throw AppError.notFound("There is no such domain.");
  return { domain: toDomain(organizationId, entry) };
}

/** The organization, by either of its ids. */
const owner = { organization_id: idSchema.optional(), external_id: externalIdLookup.optional() };

type Owner = { organization_id?: string | undefined; external_id?: string | undefined };

const ownerOf = (context: InstallationContext, { organization_id: id, external_id }: Owner) =>
  organizationIdOf(context, { id, external_id });

const kinds = ["DOMAIN_TYPE_UNSPECIFIED", "ORGANIZATION_DOMAIN", "ALLOWED_EMAIL_DOMAIN"] as const;
const kind = z
  .enum(kinds, { error: "Send ORGANIZATION_DOMAIN, or nothing." })
  .optional()
  .meta({ description: "ORGANIZATION_DOMAIN is all there is." });

const domainsPath = "/organizations/{organization_id}/domains";

const create = operation({
  service,
  method: "createDomain",
  scope: write,
  summary: "Give an organization a domain, verified by your word",
  rest: [{ method: "post", path: domainsPath, body: "domain" }],
  status: 201,
  input: z.strictObject({
    ...owner,
    domain: z
      .strictObject(
        {
          domain: addDomainSchema.shape.domain.meta({ maxLength: 253, examples: ["orion-analytics.com"] }),
          domain_type: kind,
        },
        { error: "A domain is needed." },
      )
      .meta({ id: "CreateDomain" }),
  }),
  output: oneOut,
  run: async ({ context }, { domain: { domain, domain_type: type }, ...name }) => {
    if (type === "ALLOWED_EMAIL_DOMAIN")
      throw new ApiError("UNIMPLEMENTED", "This version of Foyer has no domains whose people may join by themselves.");
    const organizationId = await ownerOf(context, name);
    return answer(context, organizationId, await addDomainByOperator(context, organizationId, domain));
  },
});

const get = operation({
  service,
  method: "getDomain",
  scope: read,
  summary: "Read a domain",
  rest: [{ method: "get", path: `${domainsPath}/{id}` }],
  input: z.strictObject({ ...owner, id: idSchema }),
  output: oneOut,
  run: async ({ context }, { id, ...name }) => answer(context, await ownerOf(context, name), id),
});

/** More than any list has. */
const usualSize = 30;

const list = operation({
  service,
  method: "listDomains",
  scope: read,
  summary: "List the domains of an organization",
  rest: [{ method: "get", path: domainsPath }],
  input: z.strictObject({
    ...owner,
    include: z.string().max(100, "Use 100 characters or fewer.").optional(),
    page_size: whole(usualSize).optional(),
    page_number: whole(1_000_000).optional().meta({ description: "1 is the first." }),
    domain_type: kind,
  }),
  output: z.object({ page_size: z.int(), page_number: z.int(), domains: z.array(domainOut) }),
  run: async ({ context }, { include: _, page_size, page_number, domain_type: type, ...name }) => {
    const organizationId = await ownerOf(context, name);
    const all = type === "ALLOWED_EMAIL_DOMAIN" ? [] : await listDomainsOf(context, organizationId);
    const [size, number] = [page_size || usualSize, page_number || 1];
    const domains = all.slice((number - 1) * size, number * size).map((entry) => toDomain(organizationId, entry));
    return { page_size: size, page_number: number, domains };
  },
});

const verify = operation({
  service,
  method: "verifyDomain",
  scope: write,
  summary: "Look for the record of a domain now",
  rest: [{ method: "patch", path: `${domainsPath}/{id}:verify` }],
  input: z.strictObject({ ...owner, id: idSchema }),
  output: z.object({ verified: z.boolean() }),
  run: async ({ context }, { id, ...name }) => ({
    verified: (await verifyDomainOf(context, await ownerOf(context, name), id)) === "verified",
  }),
});

const remove = operation({
  service,
  method: "deleteDomain",
  scope: write,
  summary: "Take a domain from an organization",
  rest: [{ method: "delete", path: `${domainsPath}/{id}` }],
  input: z.strictObject({ ...owner, id: idSchema }),
  output: nothingOut,
  run: async ({ context }, { id, ...name }) => {
    await removeDomainByOperator(context, await ownerOf(context, name), id);
    return {};
  },
});

export const domainOperations = [create, get, list, verify, remove];
