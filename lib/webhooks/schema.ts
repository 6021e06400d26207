import { z } from "zod";
import { checked } from "#lib/checked";
import { checkDisplayName, checkPublicUrl } from "#lib/organizations/rules";
import { eventField } from "./rules.ts";
import { eventTypes } from "./types.ts";

/** What operators type about an endpoint. Unknown keys are dropped. */

const longestDescription = 200;

const url = checked(
  (raw) => checkPublicUrl(raw.trim(), "https://app.orion.com/webhooks"),
  "Type a full address that starts with https://.",
);

const description = checked((raw) => {
  if (raw.trim() === "") return { ok: true, value: "" };
  const name = checkDisplayName(raw);
  const isLong = name.ok && [...name.value].length > longestDescription;
  return isLong ? { ok: false, message: `Use ${longestDescription} characters or fewer.` } : name;
}, "Type the description as text.").default("");

/** An endpoint as its form sends it: a box for each type of event, none for all of them. */
export const endpointSchema = z.looseObject({ url, description }).transform(({ url, description, ...boxes }) => ({
  url,
  description,
  eventTypes: eventTypes.filter((type) => Object.hasOwn(boxes, eventField(type))),
}));

/** Which delivery, by its event. */
export const replaySchema = z.object({ eventId: z.string().max(64).default("") });

/** The host, typed. Whether it is the right one is judged under the row's lock. */
export const deleteEndpointSchema = z.object({ confirmation: z.string().max(4_000).default("") });

export type EndpointInput = z.output<typeof endpointSchema>;
