"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { action } from "#lib/action";
import { requireOperator } from "#lib/auth/gates";
import { changeGrants, createPermission, deletePermission, describePermission } from "#lib/roles/mutations";
import {
  createPermissionSchema,
  deletePermissionSchema,
  describePermissionSchema,
  grantsFormSchema,
} from "#lib/roles/schema";

export const createPermissionAction = action(requireOperator, createPermissionSchema, async (context, input) => {
  await createPermission(context, input);
  refresh();
});

export const changeGrantsAction = action(requireOperator, grantsFormSchema, async (context, changes) => {
  await changeGrants(context, changes);
  refresh();
});

export const describePermissionAction = action(requireOperator, describePermissionSchema, async (context, input) => {
  await describePermission(context, input);
  refresh();
});

export const deletePermissionAction = action(requireOperator, deletePermissionSchema, async (context, input) => {
  await deletePermission(context, input);
  redirect("/admin/permissions");
});
