"use client";

import type { FormAction } from "#lib/action";
import { FormEnd } from "@/components/forms/form-end";
import { useFormAction } from "@/components/forms/use-form-action";
import { Card } from "@/components/ui/card";
import { EndpointFields } from "../endpoint-fields";

type SettingsFormProps = {
  action: FormAction;
  endpoint: { url: string; description: string; eventTypes: readonly string[] };
};

/** Where the endpoint is, and which events it is sent. */
export function SettingsForm({ action, endpoint }: SettingsFormProps) {
  const { state, pending, form } = useFormAction(action);
  return (
    <Card padded>
      <form {...form} className="grid max-w-form gap-8">
        <EndpointFields state={state} endpoint={endpoint} />
        <FormEnd state={state} pending={pending} variant="outline">
          Save settings
        </FormEnd>
      </form>
    </Card>
  );
}
