import { authorize, type OrgContext } from "#lib/auth/context";
import { AppError } from "#lib/errors";
import { renewLogoCopy } from "#lib/organizations/logos/mutations";
import { processLogo } from "#lib/organizations/logos/process";
import { largestLogoBytes, logoMessages } from "#lib/organizations/logos/rules";
import type { ProcessedLogo } from "#lib/organizations/logos/types";
import { updateBranding } from "#lib/organizations/mutations";
import type { UpdateBranding } from "#lib/organizations/schema";
import { limitBrandingChanges, limitLogos } from "#lib/rate-limit";

/** A file field without a file posts an empty one without a name, which a server action called by script names "undefined". */
function chosenFile(form: FormData): File | null {
  const file = form.get("logo");
  return file instanceof File && (file.size > 0 || !["", "undefined"].includes(file.name)) ? file : null;
}

/**
 * The logo in a posted form, one at a time: a new picture drops the link, the picture at a new link takes the place of the one there
 * is once it has been fetched, and removing picture or link removes the other too. `logo` is undefined when it stays as it is, null
 * when there is none any more.
 * @param before the link that is stored now
 * @param actorId whoever sent it, for their share of the work
 * @throws AppError at the field `logo`, or limit
 */
export async function readLogoChoice(
  form: FormData,
  { logoUrl, before, actorId }: { logoUrl: string; before: string | null; actorId: string },
): Promise<{ logo: ProcessedLogo | null | undefined; logoUrl: string }> {
  const file = chosenFile(form);
  if (file) {
    if (file.size > largestLogoBytes) throw AppError.invalid({ logo: logoMessages.bytes });
    await limitLogos(actorId);
    return { logo: await processLogo(new Uint8Array(await file.arrayBuffer()), actorId), logoUrl: "" };
  }
  if (logoUrl !== (before ?? "")) {
    if (logoUrl !== "") await limitLogos(actorId);
    return { logo: logoUrl === "" || form.get("logoRemoved") ? null : undefined, logoUrl };
  }
  return form.get("logoRemoved") ? { logo: null, logoUrl: "" } : { logo: undefined, logoUrl };
}

/**
 * What the form of logo and colour sent, saved.
 * @throws AppError forbidden, limit, or at the field `logo`
 */
export async function saveBranding(
  { context, brand }: { context: OrgContext; brand: { logoUrl: string | null } },
  input: UpdateBranding,
  form: FormData,
): Promise<void> {
  // The mutation asks too; but nobody else may make the server read a picture.
  authorize(context, "organization:manage");
  const actorId = context.actor.id;
  await limitBrandingChanges(actorId);
  const choice = await readLogoChoice(form, { logoUrl: input.logoUrl, before: brand.logoUrl, actorId });
  await updateBranding(context, { ...input, ...choice });
}

/**
 * Has the picture behind the link fetched once more.
 * @throws AppError forbidden, limit, or not_found without a link
 */
export async function fetchLogoAgain(context: OrgContext): Promise<void> {
  authorize(context, "organization:manage");
  await limitLogos(context.actor.id);
  await renewLogoCopy(context);
}
