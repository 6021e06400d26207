import { findUser } from "#lib/auth/gates";
import { env } from "#lib/env";
import { AppError } from "#lib/errors";
import { listOwnOrganizations } from "#lib/organizations/queries";
import { checkAvailability } from "#lib/organizations/slugs/queries";
import { suggestSlug } from "#lib/organizations/slugs/reserved";
import { limitAvailabilityChecks } from "#lib/rate-limit";

/**
 * What to say about an address while it is typed: `?slug=`, or `?name=` for the address made from a name. `organization` is the
 * address that the organization has now; it counts only for a member.
 */
export async function GET(request: Request): Promise<Response> {
  const user = await findUser();
  if (!user) return answer({ message: "Sign in first." }, 401);
  try {
    await limitAvailabilityChecks(user.id, user.ip);
  } catch (error) {
    if (error instanceof AppError && error.code === "limit") return answer({ message: error.message }, 429);
    throw error;
  }
  const query = new URL(request.url).searchParams;
  const name = query.get("name");
  const slug = name === null ? query.get("slug") : suggestSlug(name, env.host);
  if (slug === null) return answer({ message: "Ask with ?slug= or ?name=." }, 400);
  const organization = query.get("organization");
  const own = organization === null ? undefined : await findOwn(user.id, organization);
  return answer(await checkAvailability(slug, own));
}

async function findOwn(userId: Parameters<typeof listOwnOrganizations>[0], slug: string) {
  return (await listOwnOrganizations(userId)).find((organization) => organization.slug === slug);
}

function answer(body: object, status = 200): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
