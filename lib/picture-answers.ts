/** What routes of pictures answer. Strangers chose what is on them: never a page, whatever a browser is made to believe. */

const always = {
  "content-security-policy": "default-src 'none'; sandbox",
  "x-content-type-options": "nosniff",
  // Mail programs, messengers and other origins show them too.
  "cross-origin-resource-policy": "cross-origin",
};

/**
 * A picture whose address names what it shows, and which can therefore never change. Next answers HEAD with the same headers.
 * @param name of what it shows
 * @param bytes not asked for when the browser has it already
 */
export async function answerPicture(
  request: Request,
  { name, type, bytes }: { name: string; type: string; bytes: () => Promise<Buffer> },
): Promise<Response> {
  const etag = `"${name}"`;
  const headers = { ...always, "cache-control": "public, max-age=31536000, immutable", etag };
  if (request.headers.get("if-none-match")?.includes(etag)) return new Response(null, { status: 304, headers });
  return new Response(new Uint8Array(await bytes()), {
    headers: { ...headers, "content-type": type, "content-disposition": "inline" },
  });
}

/** Leads to the picture of now. */
export function movedPicture(location: string): Response {
  return new Response(null, { status: 307, headers: { ...always, location, "cache-control": "no-store" } });
}

export function refusePicture(status: number, text: string, headers: Record<string, string> = {}): Response {
  const plain = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
  return new Response(text, { status, headers: { ...always, ...plain, ...headers } });
}
