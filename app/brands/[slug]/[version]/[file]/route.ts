import { clientPrefix } from "#lib/client-prefix";
import { AppError } from "#lib/errors";
import { brandPicture } from "#lib/organizations/brand/drawing";
import { type BrandPicture, brandPictures, pictureAddress } from "#lib/organizations/brand/pictures";
import { findPublicBrand } from "#lib/organizations/queries";

type Params = Promise<{ slug: string; version: string; file: string }>;

// As for logos (app/logos): pictures made of what strangers chose, for mail programs, messengers and other origins too.
const always = {
  "content-security-policy": "default-src 'none'; sandbox",
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "cross-origin",
};
const isPicture = (file: string): file is BrandPicture => Object.hasOwn(brandPictures, file);

/**
 * A picture of an organization's brand, public as its door is. Its address names what it shows and can therefore never change; one
 * that is out of date leads to the one of now, so that a mail sent before a change keeps its picture.
 */
export async function GET(request: Request, { params }: { params: Params }): Promise<Response> {
  const { slug, version, file } = await params;
  const brand = isPicture(file) ? await findPublicBrand(slug) : null;
  if (!brand || !isPicture(file)) return refuse(404, "There is no such picture.");
  const address = pictureAddress(brand, file);
  if (!address.endsWith(`/brands/${slug}/${version}/${file}`)) {
    return new Response(null, { status: 307, headers: { ...always, location: address, "cache-control": "no-store" } });
  }

  const etag = `"${version}"`;
  const headers = { ...always, "cache-control": "public, max-age=31536000, immutable", etag };
  if (request.headers.get("if-none-match")?.includes(etag)) return new Response(null, { status: 304, headers });
  try {
    const png = await brandPicture(brand, file, clientPrefix(request.headers.get("x-foyer-client"), 48));
    return new Response(new Uint8Array(png), {
      headers: { ...headers, "content-type": "image/png", "content-disposition": "inline" },
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return error.code === "not_found" ? refuse(404, error.message) : refuse(503, error.message, { "retry-after": "5" });
  }
}

function refuse(status: number, text: string, headers: Record<string, string> = {}): Response {
  const plain = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
  return new Response(text, { status, headers: { ...always, ...plain, ...headers } });
}
