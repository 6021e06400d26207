"use server";

import { redirect } from "next/navigation";
import { action } from "#lib/action";
import { requireUser } from "#lib/auth/gates";
import { safeCallbackUrl } from "#lib/auth/rules";
import { creationKeyIn } from "#lib/creation-key";
import { env } from "#lib/env";
import { readLogoChoice } from "#lib/logo-upload";
import { createOrganization, refusedAddress } from "#lib/organizations/mutations";
import { createOrganizationSchema } from "#lib/organizations/schema";
import { sha256 } from "#lib/secrets";
import { switchOrganization } from "#lib/sessions/mutations";
import { requestIn } from "#lib/tokens/requests/rules";

export const createOrganizationAction = action(
  requireUser,
  createOrganizationSchema,
  async (user, input, form) => {
    const choice = await readLogoChoice(form, { logoUrl: input.logoUrl, before: null, actorId: user.id });
    const color = input.color || choice.logo?.color || "";
    const creationKey = keyOf(form, input);
    const { slug } = await createOrganization(user, { ...input, ...choice, color, creationKey });
    const home = `/o/${await switchOrganization(user.id, user.sessionId, slug)}`;
    const onward = safeCallbackUrl(form.get("callbackUrl"), env.APP_URL);
    redirect(requestIn(onward) ? onward : home);
  },
  (user, { slug }) => (slug ? refusedAddress(slug, user) : {}),
);

/** Of the page and of what was typed: a form sent twice makes one, and one sent again after going back and renaming makes another. */
function keyOf(form: FormData, { displayName, slug }: { displayName: string; slug: string }) {
  const key = creationKeyIn(form);
  return key && sha256([key, displayName, slug].join("\n"));
}
