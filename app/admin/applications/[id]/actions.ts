"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { type Operation, operatorAction } from "#lib/action";
import { addSecret, deleteApplication, removeSecret, updateApplication } from "#lib/applications/mutations";
import {
  applicationSettingsSchema,
  applicationUrlsSchema,
  deleteApplicationSchema,
  removeSecretSchema,
} from "#lib/applications/schema";
import type { ApplicationId } from "#lib/ids";

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

export const addSecretAction = operatorAction(z.object({}), async ({ context, id }: OnApplication) => {
  const secret = await addSecret(context, id);
  refresh();
  return { made: { id, secret } };
});

export const removeSecretAction = operatorAction(
  removeSecretSchema,
  async ({ context, id }: OnApplication, { hash }) => {
    await removeSecret(context, id, hash);
    refresh();
  },
);

export const deleteAction = operatorAction(deleteApplicationSchema, async ({ context, id }: OnApplication, input) => {
  await deleteApplication(context, id, input);
  redirect("/admin/applications");
});
