import { GET as signIn } from "../callback/route";

/** The callback with the one request to the provider that no sign-in can do without. */
export async function POST(request: Request): Promise<Response> {
  const answer = await fetch(`${process.env.AUTH_OIDC_ISSUER}/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: await request.text(),
  });
  if (!answer.ok) return new Response(null, { status: 502 });
  await answer.json();
  return signIn();
}
