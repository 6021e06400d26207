import { findLogo } from "#lib/organizations/logos/queries";
import { answerPicture, refusePicture } from "#lib/picture-answers";

const filePattern = /^([0-9a-f]{64})\.(webp|png)$/;

/** A logo by the hash of its content. */
export async function GET(request: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const [name = "", hash, format] = filePattern.exec((await params).file) ?? [];
  const logo = hash === undefined ? null : await findLogo(hash);
  if (!logo) return refusePicture(404, "There is no such picture.");
  const bytes = async () => (format === "webp" ? logo.webp : logo.png);
  return answerPicture(request, { name, type: `image/${format}`, bytes });
}
