import { signOut } from "#lib/auth/config";
import { env } from "#lib/env";

/**
 * Ends the session of this browser, from a plain form. A whole new page follows, so that nothing of the signed-in ones stays in
 * memory. Only forms of Foyer's own pages are taken.
 */
export async function POST(request: Request): Promise<Response> {
  if (request.headers.get("origin") !== env.APP_URL) {
    return new Response("This form was sent from somewhere else.\n", { status: 403 });
  }
  await signOut({ redirect: false, redirectTo: "/" });
  return new Response(null, { status: 303, headers: { location: "/", "cache-control": "no-store" } });
}
