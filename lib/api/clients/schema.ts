import { z } from "zod";
import { checkApplicationName } from "#lib/applications/rules";
import { checked } from "#lib/checked";
import { scopes } from "./rules.ts";

const clientSchema = z.object({
  name: checked(checkApplicationName, "Type a name."),
  scopes: z.array(z.enum(scopes)).min(1, "Choose at least one."),
});

/** What operators type. A scope is a box of its own name, so that a form says by what it holds which are checked. */
export const apiClientSchema = z.preprocess(
  (form: Record<string, unknown>) => ({
    name: form.name,
    scopes: scopes.filter((scope) => Object.hasOwn(form, scope)),
  }),
  clientSchema,
);

/** Which secret, by its hash. */
export const removeClientSecretSchema = z.object({ hash: z.string().max(64).default("") });

export type ApiClientInput = z.output<typeof apiClientSchema>;
