"use client";

import type { FormAction } from "#lib/action";
import { FormEnd } from "@/components/forms/form-end";
import { useFormAction } from "@/components/forms/use-form-action";
import { Card } from "@/components/ui/card";
import type { ScopeLine } from "../../scopes";
import { ClientFields } from "../client-fields";

type SettingsFormProps = {
  action: FormAction;
  lines: readonly ScopeLine[];
  client: { name: string; scopes: readonly string[] };
};

export function SettingsForm({ action, lines, client }: SettingsFormProps) {
  const { state, pending, form } = useFormAction(action);
  return (
    <Card padded>
      <form {...form} className="grid max-w-form gap-8">
        <ClientFields state={state} lines={lines} client={client} />
        <FormEnd state={state} pending={pending} variant="outline">
          Save settings
        </FormEnd>
      </form>
    </Card>
  );
}
