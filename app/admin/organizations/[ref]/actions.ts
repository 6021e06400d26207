"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { operatorAction } from "#lib/action";
import { addDomainByOperator, removeDomainByOperator } from "#lib/organizations/domains/mutations";
import { addDomainSchema } from "#lib/organizations/domains/schema";
import {
  activateOrganization,
  deactivateOrganization,
  deleteOrganization,
  restoreOrganization,
} from "#lib/organizations/lifecycle/mutations";
import { renameByOperator, setExternalId, setMetadata } from "#lib/organizations/operations/mutations";
import { metadataFormSchema } from "#lib/organizations/operations/schema";
import { externalIdSchema, renameOrganizationSchema } from "#lib/organizations/schema";

export const renameAction = operatorAction(renameOrganizationSchema, async ({ context, id }, input) => {
  await renameByOperator(context, id, input);
  refresh();
});

export const externalIdAction = operatorAction(externalIdSchema, async ({ context, id }, input) => {
  await setExternalId(context, id, input);
  refresh();
});

export const metadataAction = operatorAction(metadataFormSchema, async ({ context, id }, input) => {
  await setMetadata(context, id, input);
  refresh();
});

export const addDomainAction = operatorAction(addDomainSchema, async ({ context, id }, { domain }) => {
  await addDomainByOperator(context, id, domain);
  refresh();
  return { message: `${domain} is verified.` };
});

const listed = z.object({ domainId: z.string() });

export const removeDomainAction = operatorAction(listed, async ({ context, id }, { domainId }) => {
  await removeDomainByOperator(context, id, domainId);
  refresh();
});

const nothing = z.object({});

export const deactivateAction = operatorAction(nothing, async ({ context, id }) => {
  await deactivateOrganization(context, id);
  refresh();
});

export const activateAction = operatorAction(nothing, async ({ context, id }) => {
  await activateOrganization(context, id);
  refresh();
});

export const deleteAction = operatorAction(nothing, async ({ context, id }) => {
  await deleteOrganization(context, id);
  refresh();
});

export const restoreAction = operatorAction(nothing, async ({ context, id }) => {
  await restoreOrganization(context, id);
  refresh();
});
