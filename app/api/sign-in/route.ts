import { startSignIn } from "#lib/auth/start";
import { env } from "#lib/env";

/**
 * Begins a sign-in from a plain form: `method`, and `email`, `intent`, `callbackUrl`, `organization` when given. Answers 303, always.
 * Only forms of Foyer's own pages are taken, so that no other site can make a browser ask for mail or a provider.
 */
export async function POST(request: Request): Promise<Response> {
  if (request.headers.get("origin") !== env.APP_URL) {
    return new Response("This form was sent from somewhere else.\n", { status: 403 });
  }
  const form = await request.formData().catch(() => new FormData());
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  const location = await startSignIn({
    method: text("method"),
    email: text("email"),
    signsUp: text("intent") === "sign-up",
    callbackUrl: text("callbackUrl") || null,
    organization: text("organization") || null,
    ip: request.headers.get("x-foyer-client"),
  });
  return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
}
