import { clientPrefix } from "#lib/client-prefix";
import { AppError } from "#lib/errors";
import { brandPicture } from "#lib/organizations/brand/drawing";
import { type BrandPicture, brandPictures, pictureAddress } from "#lib/organizations/brand/pictures";
import { findPublicBrand } from "#lib/organizations/queries";
import { answerPicture, movedPicture, refusePicture } from "#lib/picture-answers";

type Params = Promise<{ slug: string; version: string; file: string }>;

const isPicture = (file: string): file is BrandPicture => Object.hasOwn(brandPictures, file);

/**
 * A picture of an organization's brand, public as its door is. Its address names what it shows and can therefore never change; one
 * that is out of date leads to the one of now, so that a mail sent before a change keeps its picture.
 */
export async function GET(request: Request, { params }: { params: Params }): Promise<Response> {
  const { slug, version, file } = await params;
  const brand = isPicture(file) ? await findPublicBrand(slug) : null;
  if (!brand || !isPicture(file)) return refusePicture(404, "There is no such picture.");
  const address = pictureAddress(brand, file);
  if (!address.endsWith(`/brands/${slug}/${version}/${file}`)) return movedPicture(address);
  const client = clientPrefix(request.headers.get("x-foyer-client"), 48);
  try {
    const bytes = () => brandPicture(brand, file, client);
    return await answerPicture(request, { name: version, type: "image/png", bytes });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === "not_found") return refusePicture(404, error.message);
    return refusePicture(503, error.message, { "retry-after": "5" });
  }
}
