"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { type Operation, operatorAction } from "#lib/action";
import type { WebhookEndpointId } from "#lib/ids";
import {
  deleteEndpoint,
  pauseEndpoint,
  replayDelivery,
  resumeEndpoint,
  rotateSecret,
  sendTest,
  updateEndpoint,
} from "#lib/webhooks/mutations";
import { deleteEndpointSchema, endpointSchema, replaySchema } from "#lib/webhooks/schema";

type OnEndpoint = Operation<WebhookEndpointId>;

const nothing = z.object({});

export const settingsAction = operatorAction(endpointSchema, async ({ context, id }: OnEndpoint, input) => {
  await updateEndpoint(context, id, input);
  refresh();
});

export const rotateAction = operatorAction(nothing, async ({ context, id }: OnEndpoint) => {
  const secret = await rotateSecret(context, id);
  refresh();
  return { made: { id, secret } };
});

export const pauseAction = operatorAction(nothing, async ({ context, id }: OnEndpoint) => {
  await pauseEndpoint(context, id);
  refresh();
});

export const resumeAction = operatorAction(nothing, async ({ context, id }: OnEndpoint) => {
  await resumeEndpoint(context, id);
  refresh();
});

export const testAction = operatorAction(nothing, async ({ context, id }: OnEndpoint) => {
  await sendTest(context, id);
  refresh();
});

export const replayAction = operatorAction(replaySchema, async ({ context, id }: OnEndpoint, { eventId }) => {
  await replayDelivery(context, id, eventId);
  refresh();
});

export const deleteAction = operatorAction(deleteEndpointSchema, async ({ context, id }: OnEndpoint, input) => {
  await deleteEndpoint(context, id, input);
  redirect("/admin/webhooks");
});
