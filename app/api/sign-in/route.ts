import { startSignIn } from "#lib/auth/start";
import { env } from "#lib/env";
import { refuseForm, seeOther } from "#lib/form-answers";
import { isDoorOf } from "#lib/organizations/hosts/queries";

/**
 * Begins a sign-in from a plain form: `method`, and `email`, `intent`, `callbackUrl`, `organization` when given. Answers 303, always.
 * Only forms of Foyer's own pages are taken, and of the door on an organization's own host for that organization, so that no
 * other site can make a browser ask for mail or a provider. What else its owner may show at such a host is not Foyer's: from there
 * only a person's own press counts, and it leads into that organization; anything else ends at the organization's door here.
 */
export async function POST(request: Request): Promise<Response> {
  const form = await request.formData().catch(() => new FormData());
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  const origin = request.headers.get("origin") ?? "";
  const organization = text("organization");
  const isOwn = origin === env.APP_URL;
  if (!isOwn && !(await isDoorOf(origin, organization))) return refuseForm();
  const location =
    isOwn || wasPressed(request)
      ? await startSignIn({
          method: text("method"),
          email: text("email"),
          signsUp: text("intent") === "sign-up",
          callbackUrl: isOwn ? text("callbackUrl") || null : `/home?${new URLSearchParams({ organization })}`,
          organization: organization || null,
          ip: request.headers.get("x-foyer-client"),
        })
      : `/login/${encodeURIComponent(organization)}`;
  return seeOther(location);
}

/** Whether a person pressed the button of a form, as browsers say of the page that it leads to. */
function wasPressed({ headers }: Request): boolean {
  return headers.get("sec-fetch-user") === "?1" && headers.get("sec-fetch-mode") === "navigate";
}
