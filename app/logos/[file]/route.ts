import { findLogo } from "#lib/organizations/logos/queries";

const filePattern = /^([0-9a-f]{64})\.(webp|png)$/;

// Pictures that strangers sent, even if made anew: never a page, whatever a browser is made to believe.
const always = {
  "content-security-policy": "default-src 'none'; sandbox",
  "x-content-type-options": "nosniff",
  // Mail programs and other origins show logos too.
  "cross-origin-resource-policy": "cross-origin",
};

/** A logo by the hash of its content, which can therefore never change. Next answers HEAD with the same headers. */
export async function GET(request: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const [, hash, format] = filePattern.exec((await params).file) ?? [];
  const logo = hash === undefined ? null : await findLogo(hash);
  if (!logo) return new Response("There is no such picture.", { status: 404, headers: { ...always, ...notFound } });

  const etag = `"${hash}.${format}"`;
  const headers = { ...always, "cache-control": "public, max-age=31536000, immutable", etag };
  if (request.headers.get("if-none-match")?.includes(etag)) return new Response(null, { status: 304, headers });
  return new Response(new Uint8Array(format === "webp" ? logo.webp : logo.png), {
    headers: {
      ...headers,
      "content-type": `image/${format}`,
      "content-disposition": "inline",
    },
  });
}

const notFound = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
