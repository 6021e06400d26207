"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { type Operation, operatorAction } from "#lib/action";
import { applicationKeeper, deleteApplication, updateApplication } from "#lib/applications/mutations";
import { applicationSettingsSchema, applicationUrlsSchema, deleteApplicationSchema } from "#lib/applications/schema";
import type { ApplicationId } from "#lib/ids";
import { secretActions } from "../../secret-actions";

type OnApplication = Operation<ApplicationId>;

export const settingsAction = operatorAction(
  applicationSettingsSchema,
  async ({ context, id }: OnApplication, input) => {
    await updateApplication(context, id, input);
    refresh();
  },
);

export const urlsAction = operatorAction(applicationUrlsSchema, async ({ context, id }: OnApplication, input) => {
  await updateApplication(context, id, input);
  refresh();
});

const secrets = secretActions(applicationKeeper);
export const addSecretAction = secrets.add;
export const removeSecretAction = secrets.remove;

export const deleteAction = operatorAction(deleteApplicationSchema, async ({ context, id }: OnApplication, input) => {
  await deleteApplication(context, id, input);
  redirect("/admin/applications");
});
