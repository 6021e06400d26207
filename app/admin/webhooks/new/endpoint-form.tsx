"use client";

import { FormEnd } from "@/components/forms/form-end";
import { useFormAction } from "@/components/forms/use-form-action";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Note } from "@/components/ui/note";
import { EndpointFields } from "../endpoint-fields";
import { SigningSecret } from "../signing-secret";
import { createEndpointAction } from "./actions";

/** A new endpoint. Its secret takes the place of the form. */
export function EndpointForm({ creationKey }: { creationKey: string }) {
  const { state, pending, form } = useFormAction(createEndpointAction);
  if (state.made) return <Made {...state.made} />;
  return (
    <form {...form} className="grid max-w-form gap-8">
      <input type="hidden" name="creationKey" value={state.values?.creationKey ?? creationKey} />
      <EndpointFields state={state} />
      <FormEnd state={state} pending={pending} waiting="Adding">
        Add endpoint
      </FormEnd>
    </form>
  );
}

function Made({ id, secret }: { id: string; secret: string }) {
  return (
    <div className="grid gap-6">
      <Note>The endpoint is there. This is the one time its signing secret is shown.</Note>
      <Card padded>
        <SigningSecret secret={secret} />
      </Card>
      <div>
        <Button href={`/admin/webhooks/${id}`}>Go on to its settings</Button>
      </div>
    </div>
  );
}
