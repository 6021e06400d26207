import { z } from "zod";
import { checked } from "#lib/checked";
import { lookupKey } from "#lib/lookup-key";
import { checkPermissionDescription, checkPermissionName, roles } from "./rules.ts";
import type { RoleGrant } from "./types.ts";

/** What operators do to the catalogue of application permissions, shared by forms and actions. Unknown keys are dropped. */

const description = checked(checkPermissionDescription, "Type the description as text.").default("");
/** One that is there, or is not: a name that nothing can have finds nothing. */
const known = z.string({ error: "Name a permission." }).transform(lookupKey);

export const createPermissionSchema = z.object({
  name: checked(checkPermissionName, "Type a name, such as invoices:read."),
  description,
});

export const describePermissionSchema = z.object({ name: known, description });

export const deletePermissionSchema = z.object({ name: known });

/** The fields of a form of grants: a box that is checked, and beside it what it was when the form was drawn. */
export const grantField = ({ role, permission }: RoleGrant) => `grant:${role}:${permission}`;
export const heldField = ({ role, permission }: RoleGrant) => `held:${role}:${permission}`;

/** What a form of grants changes: only what was touched, so that two operators at once do not undo each other. */
export const grantsFormSchema = z.looseObject({}).transform((form): { grant: RoleGrant[]; revoke: RoleGrant[] } => {
  const sent = Object.keys(form);
  const grantsIn = (fieldOf: (grant: RoleGrant) => string): RoleGrant[] =>
    roles.flatMap((role) => {
      const prefix = fieldOf({ role, permission: "" });
      const names = sent.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
      return names.filter((name) => checkPermissionName(name).ok).map((permission) => ({ role, permission }));
    });
  const without = (grants: RoleGrant[], fieldOf: (grant: RoleGrant) => string) =>
    grants.filter((grant) => !Object.hasOwn(form, fieldOf(grant)));
  return { grant: without(grantsIn(grantField), heldField), revoke: without(grantsIn(heldField), grantField) };
});

export type CreatePermission = z.output<typeof createPermissionSchema>;
