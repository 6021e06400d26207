import { AppError } from "#lib/errors";
import type { UserId } from "#lib/ids";
import { processLogo } from "#lib/organizations/logos/process";
import { largestLogoBytes, logoMessages } from "#lib/organizations/logos/rules";
import type { ProcessedLogo } from "#lib/organizations/logos/types";
import { limitLogos } from "#lib/rate-limit";

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
 * @throws AppError at the field `logo`, or limit
 */
export async function readLogoChoice(
  form: FormData,
  { logoUrl, before, userId }: { logoUrl: string; before: string | null; userId: UserId },
): Promise<{ logo: ProcessedLogo | null | undefined; logoUrl: string }> {
  const file = chosenFile(form);
  if (file) {
    if (file.size > largestLogoBytes) throw AppError.invalid({ logo: logoMessages.bytes });
    await limitLogos(userId);
    return { logo: await processLogo(new Uint8Array(await file.arrayBuffer()), userId), logoUrl: "" };
  }
  if (logoUrl !== (before ?? "")) {
    if (logoUrl !== "") await limitLogos(userId);
    return { logo: logoUrl === "" || form.get("logoRemoved") ? null : undefined, logoUrl };
  }
  return form.get("logoRemoved") ? { logo: null, logoUrl: "" } : { logo: undefined, logoUrl };
}
