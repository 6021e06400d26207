"use client";

import Link from "next/link";
import { FormEnd } from "@/components/forms/form-end";
import { useFormAction } from "@/components/forms/use-form-action";
import { Card } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { FieldMessage } from "@/components/ui/field-message";
import { changeGrantsAction } from "./actions";

type Box = {
  role: string;
  /** Name of the field of the box, and of the one that says what it was when the page was drawn. */
  field: string;
  heldField: string;
  held: boolean;
};

type GrantsFormProps = {
  roles: readonly string[];
  permissions: readonly { name: string; description: string; boxes: readonly Box[] }[];
};

/** Which role has which permission: a line for each permission, a box for each role. */
export function GrantsForm({ roles, permissions }: GrantsFormProps) {
  const { state, pending, form } = useFormAction(changeGrantsAction);
  const refused = state.fields?.permissionNames;
  const isChecked = ({ field, held }: Box) => (state.values ? Object.hasOwn(state.values, field) : held);
  return (
    <form {...form} className="grid gap-4">
      <Card>
        <table className="w-full">
          <thead>
            <tr className="text-left text-ink-2 text-small">
              <th scope="col" className="px-3 py-2.5 font-normal wide:px-6">
                Permission
              </th>
              {roles.map((role) => (
                <th key={role} scope="col" className="w-16 py-2.5 text-center font-normal last:pr-2 wide:w-24">
                  {role}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {permissions.map(({ name, description, boxes }) => (
              <tr key={name} className="border-line border-t">
                <th scope="row" className="px-3 py-3 text-left font-normal text-small wide:px-6">
                  <Link
                    href={`/admin/permissions/${encodeURIComponent(name)}`}
                    prefetch={false}
                    className="rounded-tiny font-mono text-ink no-underline [overflow-wrap:anywhere] hover:underline"
                  >
                    {name}
                  </Link>
                  {description ? (
                    <span className="line-clamp-2 text-ink-2 [overflow-wrap:anywhere]">{description}</span>
                  ) : null}
                </th>
                {boxes.map((box) => (
                  <td key={box.field} className="text-center last:pr-2">
                    {box.held ? <input type="hidden" name={box.heldField} value="on" /> : null}
                    <Checkbox
                      name={box.field}
                      aria-label={`${box.role}: ${name}`}
                      defaultChecked={isChecked(box)}
                      aria-invalid={refused && isChecked(box) && !box.held ? true : undefined}
                      aria-describedby={refused ? "grants-error" : undefined}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
      {refused ? (
        <FieldMessage id="grants-error" tone="error">
          {refused}
        </FieldMessage>
      ) : null}
      <FormEnd state={state} pending={pending} variant="outline">
        Save grants
      </FormEnd>
    </form>
  );
}
