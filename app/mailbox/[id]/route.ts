import { headers } from "next/headers";
import { findKeptMessage } from "#lib/email/mailbox";
import { usesMailbox } from "#lib/email/transport";
import { env } from "#lib/env";

/** A kept message as a mail program would show it. It may show pictures of ours and open links, and nothing else. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  // As the mailbox itself: for this machine only.
  const message =
    usesMailbox() && (await headers()).has("x-foyer-local") ? await findKeptMessage((await params).id) : null;
  if (!message)
    return new Response("There is no such message.", { status: 404, headers: { "cache-control": "no-store" } });
  return new Response(message.html, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": `default-src 'none'; style-src 'unsafe-inline'; img-src ${env.APP_URL}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-popups allow-popups-to-escape-sandbox`,
    },
  });
}
