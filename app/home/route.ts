import { redirect } from "next/navigation";
import { requireUser } from "#lib/auth/gates";
import { listOwnOrganizations } from "#lib/organizations/queries";

/**
 * Where a sign-in ends when nothing else was asked for: the welcome page once, then the organization whose door it was, the one
 * the session is in, or the list.
 */
export async function GET(request: Request): Promise<never> {
  const user = await requireUser();
  const organizations = await listOwnOrganizations(user.id);
  if (user.welcomedAt === null && organizations.length > 0) redirect("/welcome");
  const asked = new URL(request.url).searchParams.get("organization");
  if (asked) redirect(`/o/${encodeURIComponent(asked)}`);
  const current = organizations.find(({ organizationId }) => organizationId === user.oid) ?? organizations[0];
  redirect(current ? `/o/${current.slug}` : "/organizations");
}
