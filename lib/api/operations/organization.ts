import { z } from "zod";
import type { InstallationContext } from "#lib/auth/context";
import { AppError } from "#lib/errors";
import {
  findRecord,
  findRecordId,
  type OrganizationName,
  type OrganizationRecord,
} from "#lib/organizations/records/queries";
import { type Identity, metadataOut, moment, nameOf, pageOut } from "./shapes.ts";

/** An organization as operations answer with it, and as requests name one. */

const settings = z.object({ features: z.array(z.object({ name: z.string(), enabled: z.boolean() })) });

const organizationOut = z
  .object({
    id: z.string(),
    create_time: moment,
    update_time: moment,
    display_name: z.string(),
    region_code: z.literal("US"),
    external_id: z.string().optional(),
    metadata: metadataOut,
    settings,
    slug: z.string().optional(),
    logo_url: z.string().optional(),
  })
  .meta({ id: "Organization" });
export const oneOrganizationOut = z.object({ organization: organizationOut });
export const pageOfOrganizations = z.object({ organizations: z.array(organizationOut), ...pageOut });

/** An organization in the names of the API. */
export function toOrganization(record: OrganizationRecord): z.input<typeof organizationOut> {
  return {
    id: record.id,
    create_time: record.createdAt,
    update_time: record.updatedAt,
    display_name: record.displayName,
    region_code: "US",
    metadata: record.metadata,
    settings: { features: record.features },
    ...(record.externalId !== null && { external_id: record.externalId }),
    ...(record.slug !== null && { slug: record.slug }),
    ...(record.logoUrl !== null && { logo_url: record.logoUrl }),
  };
}

/**
 * An organization as it is now, as most operations answer.
 * @throws AppError not_found
 */
export async function answerOrganization(
  context: InstallationContext,
  name: OrganizationName,
): Promise<z.input<typeof oneOrganizationOut>> {
  const record = await findRecord(context, name);
  if (!record) throw noSuchOrganization();
  return { organization: toOrganization(record) };
}

export const noSuchOrganization = () => AppError.notFound("There is no such organization.");

/**
 * The id of the organization that a request names.
 * @throws AppError not_found, ApiError when it names none or twice
 */
export async function organizationIdOf(context: InstallationContext, input: Identity) {
  const id = await findRecordId(context, nameOf("organization", input));
  if (id === null) throw noSuchOrganization();
  return id;
}
