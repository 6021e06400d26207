"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { type Operation, operatorAction } from "#lib/action";
import { addClientSecret, removeClientSecret, revokeApiClient, updateApiClient } from "#lib/api/clients/mutations";
import { apiClientSchema, removeClientSecretSchema } from "#lib/api/clients/schema";
import type { ApiClientId } from "#lib/ids";

type OnClient = Operation<ApiClientId>;

export const settingsAction = operatorAction(apiClientSchema, async ({ context, id }: OnClient, input) => {
  await updateApiClient(context, id, input);
  refresh();
});

export const addSecretAction = operatorAction(z.object({}), async ({ context, id }: OnClient) => {
  const secret = await addClientSecret(context, id);
  refresh();
  return { made: { id, secret } };
});

export const removeSecretAction = operatorAction(
  removeClientSecretSchema,
  async ({ context, id }: OnClient, { hash }) => {
    await removeClientSecret(context, id, hash);
    refresh();
  },
);

export const revokeAction = operatorAction(z.object({}), async ({ context, id }: OnClient) => {
  await revokeApiClient(context, id);
  refresh();
});
