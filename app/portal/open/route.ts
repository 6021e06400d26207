import { cookies } from "next/headers";
import { cookieNames, cookieOptions } from "#lib/auth/cookies";
import { env } from "#lib/env";
import { AppError } from "#lib/errors";
import { openPortalLink } from "#lib/portal-links/mutations";
import { portalSeconds } from "#lib/portal-links/rules";
import { limitPortalOpenings } from "#lib/rate-limit";

/** Opens a portal for this browser, from the form of the page that its link leads to. Only forms of Foyer's own pages are taken. */
export async function POST(request: Request): Promise<Response> {
  if (request.headers.get("origin") !== env.APP_URL) {
    return new Response("This form was sent from somewhere else.\n", { status: 403 });
  }
  const ip = request.headers.get("x-foyer-client");
  try {
    await limitPortalOpenings(ip);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return new Response(`${error.message}\n`, { status: 429, headers: { "retry-after": "600" } });
  }
  const form = await request.formData().catch(() => new FormData());
  const opened = await openPortalLink(String(form.get("token") ?? ""), ip);
  if (!opened) return leadTo("/portal/ended");
  (await cookies()).set(cookieNames.portal(opened.id), opened.token, cookieOptions(portalSeconds));
  return leadTo(`/portal/${opened.id}`);
}

function leadTo(location: string): Response {
  return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
}
