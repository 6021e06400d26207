"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { operatorAction } from "#lib/action";
import { removeDomainByOperator, vouchForDomain } from "#lib/organizations/domains/mutations";
import { addDomainSchema } from "#lib/organizations/domains/schema";
import {
  activateOrganization,
  deactivateOrganization,
  deleteOrganization,
  restoreOrganization,
} from "#lib/organizations/lifecycle/mutations";
import { renameByOperator, setExternalId, setMetadata } from "#lib/organizations/operations/mutations";
import { externalIdSchema, metadataFormSchema } from "#lib/organizations/operations/schema";
import { renameOrganizationSchema } from "#lib/organizations/schema";

export const renameAction = operatorAction(renameOrganizationSchema, async ({ context, organizationId }, input) => {
  await renameByOperator(context, organizationId, input);
  refresh();
});

export const externalIdAction = operatorAction(externalIdSchema, async ({ context, organizationId }, input) => {
  await setExternalId(context, organizationId, input);
  refresh();
});

export const metadataAction = operatorAction(metadataFormSchema, async ({ context, organizationId }, input) => {
  await setMetadata(context, organizationId, input);
  refresh();
});

export const addDomainAction = operatorAction(addDomainSchema, async ({ context, organizationId }, { domain }) => {
  await vouchForDomain(context, organizationId, domain);
  refresh();
  return { message: `${domain} is verified.` };
});

const listed = z.object({ domainId: z.string() });

export const removeDomainAction = operatorAction(listed, async ({ context, organizationId }, { domainId }) => {
  await removeDomainByOperator(context, organizationId, domainId);
  refresh();
});

const nothing = z.object({});

export const deactivateAction = operatorAction(nothing, async ({ context, organizationId }) => {
  await deactivateOrganization(context, organizationId);
  refresh();
});

export const activateAction = operatorAction(nothing, async ({ context, organizationId }) => {
  await activateOrganization(context, organizationId);
  refresh();
});

export const deleteAction = operatorAction(nothing, async ({ context, organizationId }) => {
  await deleteOrganization(context, organizationId);
  refresh();
});

export const restoreAction = operatorAction(nothing, async ({ context, organizationId }) => {
  await restoreOrganization(context, organizationId);
  refresh();
});
