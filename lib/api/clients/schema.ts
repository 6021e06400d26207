import { z } from "zod";
import { checkApplicationName } from "#lib/applications/rules";
import { checked } from "#lib/checked";
import { scopes } from "./rules.ts";

/** Scopes, in their order. */
export const scopesSchema = z.array(z.enum(scopes));

const clientSchema = z.object({
  name: checked(checkApplicationName, "Type a name."),
  scopes: scopesSchema.min(1, "Choose at least one."),
});

/** A scope is a box of its own name, so that a form says by what it holds which are checked. */
export const checkedScopes = (form: object) => scopes.filter((scope) => Object.hasOwn(form, scope));

/** What operators type. */
export const apiClientSchema = z.preprocess(
  (form: Record<string, unknown>) => ({ name: form.name, scopes: checkedScopes(form) }),
  clientSchema,
);

export type ApiClientInput = z.output<typeof apiClientSchema>;
