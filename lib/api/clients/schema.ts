import { z } from "zod";
import { checkApplicationName } from "#lib/applications/rules";
import { checked } from "#lib/checked";
import { scopes } from "./rules.ts";

/** What operators type. A scope is a box of its own name, so that a form says by what it holds which are checked. */
export const apiClientSchema = z
  .looseObject({ name: checked(checkApplicationName, "Type a name.") })
  .transform(({ name, ...form }, context) => {
    const chosen = scopes.filter((scope) => Object.hasOwn(form, scope));
    if (chosen.length > 0) return { name, scopes: chosen };
    context.addIssue({ code: "custom", path: ["scopes"], message: "Choose at least one." });
    return z.NEVER;
  });

/** Which secret, by its hash. */
export const removeClientSecretSchema = z.object({ hash: z.string().max(64).default("") });

export type ApiClientInput = z.output<typeof apiClientSchema>;
