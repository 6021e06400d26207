"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { type Operation, operatorAction } from "#lib/action";
import { apiClientKeeper, revokeApiClient, updateApiClient } from "#lib/api/clients/mutations";
import { apiClientSchema } from "#lib/api/clients/schema";
import type { ApiClientId } from "#lib/ids";
import { secretActions } from "../../secret-actions";

type OnClient = Operation<ApiClientId>;

export const settingsAction = operatorAction(apiClientSchema, async ({ context, id }: OnClient, input) => {
  await updateApiClient(context, id, input);
  refresh();
});

const secrets = secretActions(apiClientKeeper);
export const addSecretAction = secrets.add;
export const removeSecretAction = secrets.remove;

export const revokeAction = operatorAction(z.object({}), async ({ context, id }: OnClient) => {
  await revokeApiClient(context, id);
  refresh();
});
