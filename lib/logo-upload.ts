import { AppError } from "#lib/errors";
import { processLogo } from "#lib/organizations/logos/process";
import { largestLogoBytes, logoMessages } from "#lib/organizations/logos/rules";
import type { ProcessedLogo } from "#lib/organizations/logos/types";

/**
 * The picture in a posted form: undefined when none was chosen, null when the form asks to remove the one there is.
 * @throws AppError at the field `logo`
 */
export async function readLogo(form: FormData, name = "logo"): Promise<ProcessedLogo | null | undefined> {
  const file = form.get(name);
  // A file field without a file posts an empty one without a name, which a server action called by script names "undefined".
  const chosen = file instanceof File && (file.size > 0 || !["", "undefined"].includes(file.name));
  if (chosen) {
    if (file.size > largestLogoBytes) throw AppError.invalid({ logo: logoMessages.bytes });
    return processLogo(new Uint8Array(await file.arrayBuffer()));
  }
  return form.get(`${name}Removed`) ? null : undefined;
}

/**
 * One logo at a time: a new picture drops the link, a new link drops the picture, and removing the picture drops the link it came
 * from.
 * @param before the link that is stored now
 */
export async function readLogoChoice(form: FormData, logoUrl: string, before: string | null = null) {
  const logo = await readLogo(form);
  if (logo) return { logo, logoUrl: "" };
  if (logoUrl !== (before ?? "")) return { logo: null, logoUrl };
  return { logo, logoUrl: logo === null ? "" : logoUrl };
}
