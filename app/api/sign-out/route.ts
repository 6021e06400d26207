import { signOut } from "#lib/auth/config";
import { env } from "#lib/env";
import { refuseForm, seeOther } from "#lib/form-answers";

/**
 * Ends the session of this browser, from a plain form. A whole new page follows, so that nothing of the signed-in ones stays in
 * memory. Only forms of Foyer's own pages are taken.
 */
export async function POST(request: Request): Promise<Response> {
  if (request.headers.get("origin") !== env.APP_URL) return refuseForm();
  await signOut({ redirect: false, redirectTo: "/" });
  return seeOther("/");
}
