import { refresh } from "next/cache";
import { z } from "zod";
import { type Operation, operatorAction } from "#lib/action";
import { addSecret, removeSecret } from "#lib/client-secrets/mutations";
import { removeSecretSchema } from "#lib/client-secrets/schema";
import type { SecretKeeper } from "#lib/client-secrets/types";
import type { ApiClientId, ApplicationId } from "#lib/ids";

type OnClient = Operation<ApplicationId | ApiClientId>;

/** What the forms of secrets.tsx do, on pages of one kind of client. */
export const secretActions = (keeper: SecretKeeper) => ({
  add: operatorAction(z.object({}), async ({ context, id }: OnClient) => {
    const secret = await addSecret(keeper, context, id);
    refresh();
    return { made: { id, secret } };
  }),
  remove: operatorAction(removeSecretSchema, async ({ context, id }: OnClient, { hash }) => {
    await removeSecret(keeper, context, id, hash);
    refresh();
  }),
});
