import { findUser } from "#lib/auth/gates";
import { env } from "#lib/env";
import { refuseForm, seeOther } from "#lib/form-answers";
import type { SessionId, UserId } from "#lib/ids";
import { listOwnOrganizations } from "#lib/organizations/queries";
import { findSubject } from "#lib/tokens/claims/queries";
import { answerRequest } from "#lib/tokens/requests/mutations";
import { aboutOf, continueAddress, signInFor } from "#lib/tokens/requests/rules";
import type { Answer, AuthorizationRequest } from "#lib/tokens/requests/types";
import { waitingRequest } from "../waiting.ts";

type Context = { params: Promise<{ uid: string }> };

/**
 * Takes what a person answered, from the plain forms of the pages beside it only: `organization` (an id), `consent` (allow) or
 * `cancel`. What does not fit what they were asked leads back to the question.
 */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { uid } = await params;
  if (request.headers.get("origin") !== env.APP_URL) return refuseForm();
  const waiting = await waitingRequest(uid);
  if (!waiting) return seeOther(continueAddress(uid));
  const user = await findUser();
  if (!user) return seeOther(signInFor(waiting));
  const form = await request.formData();
  const answer = await answerIn(form, waiting, user);
  if (answer) await answerRequest(uid, answer, user.id);
  return seeOther(continueAddress(uid));
}

type Person = { id: UserId; sessionId: SessionId };

async function answerIn(form: FormData, request: AuthorizationRequest, user: Person): Promise<Answer | null> {
  const { prompt, organization, picked: before } = request;
  if (form.has("cancel")) return { error: "access_denied", error_description: "The person did not go on." };
  if (prompt === "consent") {
    const subject = await findSubject(user.sessionId, organization ?? before);
    // The page was drawn for somebody else, or for another organization: it asks again.
    if (form.get("consent") !== "allow" || !subject || form.get("about") !== aboutOf(subject)) return null;
    return { consent: { about: aboutOf(subject) } };
  }
  // Where the request names one, nobody picks another.
  if (prompt !== "select_account" || organization) return null;
  const organizations = await listOwnOrganizations(user.id);
  const picked = organizations.find(({ organizationId }) => organizationId === form.get("organization"));
  return picked ? { select_account: { organizationId: picked.organizationId, userId: user.id } } : null;
}
