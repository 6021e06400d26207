import { z } from "zod";
import { OrganizationService } from "#lib/api/contract";
import { operation } from "#lib/api/operation";
import { AppError } from "#lib/errors";
import type { Page } from "#lib/keyset";
import { deleteOrganization } from "#lib/organizations/lifecycle/mutations";
import { createForCustomer, type OrganizationPatch, updateOrganization } from "#lib/organizations/operations/mutations";
import { listRecords, type OrganizationRecord } from "#lib/organizations/records/queries";
import { createOrganizationSchema, renameOrganizationSchema } from "#lib/organizations/schema";
import {
  answerOrganization,
  oneOrganizationOut,
  organizationIdOf,
  pageOfOrganizations,
  toOrganization,
} from "./organization.ts";
import {
  externalIdIn,
  identity,
  metadataIn,
  nameOf,
  nothingOut,
  pageAsked,
  pageIn,
  pageTold,
  pairsIn,
  queryIn,
  replacing,
} from "./shapes.ts";

/** Organizations: OrganizationService of the contract. */

const service = OrganizationService;
const [read, write] = ["organizations:read", "organizations:write"] as const;

const displayName = createOrganizationSchema.shape.displayName.meta({
  minLength: 1,
  maxLength: 200,
  examples: ["Orion Analytics"],
});
const slug = renameOrganizationSchema.shape.slug.meta({
  maxLength: 253,
  description: "Address of its sign-in page: one DNS label, or a hostname. Empty: none.",
  examples: ["orion"],
});
const logoUrl = createOrganizationSchema.shape.logoUrl.unwrap().meta({
  maxLength: 1024,
  description: "Picture on its pages, https only. Empty: none.",
  examples: ["https://cdn.orion-analytics.com/logo.png"],
});
const region = z
  .literal("US", { error: "Leave it out, or send US." })
  .optional()
  .meta({ description: "US is all there is." });

const versionOf = ({ organization }: z.input<typeof oneOrganizationOut>) => organization.update_time;

const create = operation({
  service,
  method: "createOrganization",
  scope: write,
  summary: "Create an organization",
  rest: [{ method: "post", path: "/organizations", body: "organization" }],
  status: 201,
  input: z.strictObject({
    organization: z
      .strictObject(
        {
          display_name: displayName,
          region_code: region,
          external_id: externalIdIn.optional(),
          metadata: metadataIn().optional(),
          slug: slug.optional(),
          logo_url: logoUrl.optional(),
        },
        { error: "An organization is needed." },
      )
      .meta({ id: "CreateOrganization" }),
  }),
  output: oneOrganizationOut,
  versionOf,
  run: async ({ context, repeatKey }, { organization }) => {
    const id = await createForCustomer(context, {
      creationKey: repeatKey,
      displayName: organization.display_name,
      slug: organization.slug ?? "",
      externalId: organization.external_id ?? "",
      logoUrl: organization.logo_url ?? "",
      color: "",
      metadata: organization.metadata ?? {},
    });
    return answerOrganization(context, { id });
  },
});

const changes = z
  .strictObject({
    display_name: displayName.optional(),
    external_id: externalIdIn.optional(),
    metadata: metadataIn().optional().meta(replacing),
    slug: slug.optional(),
    logo_url: logoUrl.optional(),
  })
  .meta({ id: "UpdateOrganization" });

type Changes = z.output<typeof changes>;

const maskable = Object.keys(changes.shape) as (keyof Changes)[];

/** google.protobuf.FieldMask: paths with commas between them, in either spelling. */
const updateMask = z
  .string()
  .transform((text, context): (keyof Changes)[] => {
    const paths = text.split(",").map((path) => path.trim().replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
    const known = paths.filter((path): path is keyof Changes => maskable.includes(path as keyof Changes));
    if (known.length === paths.length) return known;
    context.addIssue({ code: "custom", message: `Name some of ${maskable.join(", ")}.` });
    return z.NEVER;
  })
  .meta({ description: "Fields to change, with commas between them. Those that are named and not sent are cleared." });

const update = operation({
  service,
  method: "updateOrganization",
  scope: write,
  summary: "Update an organization",
  rest: [
    { method: "patch", path: "/organizations/{id}", body: "organization" },
    { method: "patch", path: "/organizations:external/{external_id}", body: "organization" },
  ],
  input: z.strictObject({ ...identity, organization: changes.default({}), update_mask: updateMask.optional() }),
  output: oneOrganizationOut,
  versionOf,
  run: async ({ context, version }, { organization, update_mask: mask, ...name }) => {
    const id = await organizationIdOf(context, name);
    await updateOrganization(context, id, patchOf(organization, mask), version);
    return answerOrganization(context, { id });
  },
});

function patchOf(sent: Changes, mask: (keyof Changes)[] | undefined): OrganizationPatch {
  if (mask?.includes("display_name") && sent.display_name === undefined)
    throw AppError.invalid({ displayName: "An organization has a name." });
  const text = (field: "external_id" | "slug" | "logo_url") =>
    mask ? (mask.includes(field) ? (sent[field] ?? "") : undefined) : sent[field];
  const [displayName, externalId, slug, logoUrl] = [
    mask && !mask.includes("display_name") ? undefined : sent.display_name,
    text("external_id"),
    text("slug"),
    text("logo_url"),
  ];
  const metadata = mask ? (mask.includes("metadata") ? (sent.metadata ?? {}) : undefined) : pairsIn(sent.metadata);
  return {
    ...(displayName !== undefined && { displayName }),
    ...(externalId !== undefined && { externalId }),
    ...(slug !== undefined && { slug }),
    ...(logoUrl !== undefined && { logoUrl }),
    ...(metadata !== undefined && { metadata }),
  };
}

const get = operation({
  service,
  method: "getOrganization",
  scope: read,
  summary: "Read an organization",
  rest: [{ method: "get", path: "/organizations/{id}" }],
  input: z.strictObject(identity),
  output: oneOrganizationOut,
  versionOf,
  run: ({ context }, name) => answerOrganization(context, nameOf("organization", name)),
});

const getByExternalId = operation({
  service,
  method: "getOrganizationByExternalId",
  scope: read,
  summary: "Read an organization by your own id",
  rest: [{ method: "get", path: "/organizations:external/{external_id}" }],
  input: z.strictObject(identity),
  output: oneOrganizationOut,
  versionOf,
  run: ({ context }, name) => answerOrganization(context, nameOf("organization", name)),
});

const toPage = ({ records, ...page }: Page<OrganizationRecord>) => ({
  organizations: records.map(toOrganization),
  ...pageTold(page),
});

const list = operation({
  service,
  method: "listOrganization",
  scope: read,
  summary: "List organizations",
  rest: [{ method: "get", path: "/organizations" }],
  input: z.strictObject({ ...pageIn(100), external_id: externalIdIn.optional() }),
  output: pageOfOrganizations,
  counts: true,
  run: async ({ context }, { external_id: externalId, ...page }) =>
    toPage(await listRecords(context, { ...pageAsked(page), ...(externalId && { externalId }) })),
});

const search = operation({
  service,
  method: "searchOrganization",
  scope: read,
  summary: "Search organizations",
  rest: [{ method: "get", path: "/organizations:search" }],
  input: z.strictObject({
    query: queryIn.meta({ description: "Any part of a name, address, id or external id." }),
    ...pageIn(30),
  }),
  output: pageOfOrganizations,
  counts: true,
  run: async ({ context }, { query, ...page }) => toPage(await listRecords(context, { ...pageAsked(page), query })),
});

const remove = operation({
  service,
  method: "deleteOrganization",
  scope: write,
  summary: "Delete an organization",
  rest: [
    { method: "delete", path: "/organizations/{id}" },
    { method: "delete", path: "/organizations:external/{external_id}" },
  ],
  input: z.strictObject(identity),
  output: nothingOut,
  run: async ({ context }, name) => {
    await deleteOrganization(context, await organizationIdOf(context, name));
    return {};
  },
});

export const organizationOperations = [create, update, get, getByExternalId, list, search, remove];
