import { findUser } from "#lib/auth/gates";
import { seeOther } from "#lib/form-answers";
import { resumeAddress } from "#lib/tokens/paths";
import { answerRequest } from "#lib/tokens/requests/mutations";
import { continueAddress, settlesLogin, signInFor } from "#lib/tokens/requests/rules";
import { waitingRequest } from "./waiting.ts";

type Context = { params: Promise<{ uid: string }> };

/**
 * Where a waiting authorization request sends its person, and where they come back to from each step: to sign in, to what else they
 * are asked, and on to the provider when nothing is left.
 */
export async function GET(_: Request, { params }: Context): Promise<Response> {
  const { uid } = await params;
  const request = await waitingRequest(uid);
  // The page tells one that waits for another browser from one that waited too long. Not by a redirect: after an action Next asks here
  // too, without the cookies of this path, and would show what it finds; a document it leaves to the browser.
  if (!request) return leadOn(`${continueAddress(encodeURIComponent(uid))}/elsewhere`);
  const user = await findUser();
  if (request.prompt === "login" || request.prompt === "create") {
    if (!user || !settlesLogin(request, user.authenticatedAt)) return seeOther(signInFor(request));
    const login = { accountId: user.id };
    await answerRequest(uid, request.prompt === "create" ? { create: true, login } : { login }, user.id);
    return leadOn(resumeAddress(uid));
  }
  if (request.answered) return leadOn(resumeAddress(uid));
  if (!user) return seeOther(signInFor(request));
  return seeOther(`${continueAddress(uid)}/${request.prompt === "consent" ? "consent" : "organization"}`);
}

/**
 * A document that leads on, instead of a redirect: browsers hold a form to where it may lead, through all redirects after it, and the
 * application's own address is none of ours.
 */
function leadOn(address: string): Response {
  return new Response(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>One moment</title><meta http-equiv="refresh" content="0;url=${address}"><p><a href="${address}">Continue</a></p></html>`,
    { headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" } },
  );
}
