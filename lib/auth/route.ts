import { NextRequest, NextResponse } from "next/server";
import { decode } from "next-auth/jwt";
import { env } from "#lib/env";
import type { ProviderAccount } from "#lib/provisioning/types";
import { findLiveSession } from "#lib/sessions/queries";
import type { LiveSession } from "#lib/sessions/types";
import { handlers } from "./config.ts";
import { cookieNames, cookieOptions } from "./cookies.ts";
import { type AuthRequest, newAuthRequest, runAuthRequest } from "./request-context.ts";
import { safeCallbackUrl } from "./rules.ts";

/** How long after signing in a person may add a way to sign in; later they sign in again first. Milliseconds. */
const recentMilliseconds = 15 * 60 * 1000;

/** Whether a sign-in is recent enough to change how its person signs in (promises P30). */
export function isRecent(authenticatedAt: Date): boolean {
  return Date.now() - authenticatedAt.getTime() < recentMilliseconds;
}

const base = "/api/auth/";

/**
 * Everything Auth.js answers comes through here. Around it:
 * - A sign-in is a sign-in: the session this browser has is kept from Auth.js, which would otherwise link whoever comes next to
 *   it. Only someone who asked for it on the account page, or adds a passkey, keeps it, and only shortly after signing in.
 * - A sign-in link is used by POST only, from the page it opens. Redirects after a POST are 303.
 */
export async function answerAuth(asked: NextRequest): Promise<Response> {
  const safe = withSafeCallbackUrl(asked);
  const [action = "", provider = ""] = safe.nextUrl.pathname.slice(base.length).split("/");
  if (action === "callback" && provider === "nodemailer") return answerLink(safe);
  const token = safe.cookies.get(cookieNames.session)?.value ?? null;
  const signsIn = action === "callback" || action === "webauthn-options";
  if (!signsIn) return call(safe, facts(safe, provider, token));

  const ceremony = provider === "passkey" ? await readCeremony(safe) : null;
  const request = ceremony?.request ?? safe;
  const adding = ceremony ? ceremony.registers : await askedToLink(request, token);
  if (!adding) return call(withoutSession(request), facts(request, provider, token));

  const session = token ? await findLiveSession(token) : null;
  if (!session || !isRecent(session.authenticatedAt)) return signInFirst(ceremony !== null);
  const response = await call(request, { ...facts(request, provider, token), linkingTo: session.user.id });
  return ceremony ? response : finishLinking(response);
}

/** The link's page posts here. The form becomes the query that Auth.js reads. */
async function answerLink(request: NextRequest): Promise<Response> {
  const site = request.headers.get("sec-fetch-site") ?? "same-origin";
  // A form of another site would sign its visitor in as somebody else; the page in between makes that visible.
  if (request.method !== "POST" || !["same-origin", "none"].includes(site)) {
    const page = new URL("/sign-in/confirm", env.APP_URL);
    page.search = request.nextUrl.search;
    return NextResponse.redirect(page, 303);
  }
  const form = await request.formData().catch(() => new FormData());
  const url = new URL(`${base}callback/nodemailer?callbackUrl=/home`, env.APP_URL);
  for (const name of ["token", "email", "callbackUrl"]) {
    const value = form.get(name);
    if (typeof value !== "string" || value === "") continue;
    url.searchParams.set(name, name === "callbackUrl" ? safeCallbackUrl(value, env.APP_URL) : value);
  }
  const headers = new Headers(request.headers);
  for (const name of ["content-type", "content-length"]) headers.delete(name);
  const token = request.cookies.get(cookieNames.session)?.value ?? null;
  const read = new NextRequest(url, { method: "GET", headers });
  const known = { ...facts(read, "email", token), unconfirmed: await unconfirmedIdentity(request) };
  const response = await call(withoutSession(read), known);
  if (known.unconfirmed) response.headers.append("set-cookie", expired(cookieNames.unconfirmed));
  return seeOther(response);
}

async function call(request: NextRequest, known: AuthRequest): Promise<Response> {
  const handler = request.method === "POST" ? handlers.POST : handlers.GET;
  const answered = await runAuthRequest(known, () => handler(request));
  const response = new NextResponse(answered.body, answered);
  // Whoever adds a way to sign in has not used it yet.
  if (known.linkingTo === null && opensSession(response)) {
    const cookie = `${cookieNames.lastMethod}=${known.method}; Path=/; Max-Age=31536000; SameSite=Lax`;
    response.headers.append("set-cookie", env.secure ? `${cookie}; Secure` : cookie);
  }
  return request.method === "POST" ? seeOther(response) : response;
}

/** Auth.js answers 500 to a callback address that is none, in the query. In the cookie, the front process has removed it. */
function withSafeCallbackUrl(request: NextRequest): NextRequest {
  const url = request.nextUrl.clone();
  const asked = url.searchParams.get("callbackUrl");
  if (asked === null) return request;
  url.searchParams.set("callbackUrl", safeCallbackUrl(asked, env.APP_URL));
  return new NextRequest(url, request);
}

function opensSession(response: Response): boolean {
  const name = `${cookieNames.session}=`;
  return response.headers.getSetCookie().some((cookie) => cookie.startsWith(name) && cookie[name.length] !== ";");
}

/** 303 after a POST, so that no browser repeats it with its body (RFC 9110 §15.4.4). */
function seeOther(response: Response): Response {
  if (response.status !== 302) return response;
  return new NextResponse(null, { status: 303, headers: response.headers });
}

function facts(request: NextRequest, provider: string, token: string | null): AuthRequest {
  const callbackUrl = request.nextUrl.searchParams.get("callbackUrl");
  return newAuthRequest({
    method: provider,
    ip: request.headers.get("x-foyer-client"),
    userAgent: request.headers.get("user-agent"),
    door: doorOf(callbackUrl ?? request.cookies.get(cookieNames.callbackUrl)?.value),
    previousToken: token,
  });
}

/** The organization that a callback address leads to: /home?workspace={slug} from its door, /o/{slug} from its pages. */
function doorOf(callbackUrl: string | undefined): string | null {
  const url = new URL(safeCallbackUrl(callbackUrl, env.APP_URL), env.APP_URL);
  return url.searchParams.get("workspace") ?? /^\/o\/([^/]+)/.exec(url.pathname)?.[1] ?? null;
}

/** The same request without the session cookie. */
function withoutSession(request: NextRequest): NextRequest {
  const headers = new Headers(request.headers);
  // The pairs as they came: decoded and written again they could say something else, or be no header at all.
  const kept = (headers.get("cookie") ?? "")
    .split(/;\s*/)
    .filter((pair) => pair.split("=", 1)[0] !== cookieNames.session);
  headers.set("cookie", kept.join("; "));
  const body = request.body ? { body: request.body, duplex: "half" as const } : {};
  return new NextRequest(request.nextUrl, { method: request.method, headers, ...body });
}

/**
 * What a passkey's page sends, read once and written again: an action that is named twice or in another type of body could mean
 * one thing here and another to Auth.js. An e-mail address does not come along: the answer would tell who exists.
 */
async function readCeremony(request: NextRequest): Promise<{ request: NextRequest; registers: boolean }> {
  const posted = request.method === "POST";
  const sent = posted ? await request.formData().catch(() => new FormData()) : request.nextUrl.searchParams;
  const text = (name: string) => {
    const value = sent.get(name);
    return typeof value === "string" ? value : "";
  };
  const registers = text("action") === "register";
  const fields = new URLSearchParams({ action: registers ? "register" : "authenticate" });
  const url = request.nextUrl.clone();
  url.search = posted ? "" : fields.toString();
  if (!posted) return { request: new NextRequest(url, { headers: request.headers }), registers };

  url.searchParams.set("callbackUrl", safeCallbackUrl(text("callbackUrl"), env.APP_URL));
  fields.set("data", text("data"));
  const headers = new Headers(request.headers);
  headers.delete("content-length");
  headers.set("content-type", "application/x-www-form-urlencoded");
  return { request: new NextRequest(url, { method: "POST", headers, body: fields.toString() }), registers };
}

/** Whether this callback ends a link that the account page began in this very session. */
async function askedToLink(request: NextRequest, token: string | null): Promise<boolean> {
  const asked = request.cookies.get(cookieNames.linking)?.value;
  if (!asked || !token) return false;
  const session: LiveSession | null = await findLiveSession(token);
  return session?.id === asked;
}

function signInFirst(passkey: boolean): Response {
  if (passkey) return Response.json({ error: "Sign in again, then add the passkey." }, { status: 401 });
  const page = new URL("/sign-in/continue", env.APP_URL);
  page.search = new URLSearchParams({ error: "SignInAgain", callbackUrl: "/account/sign-in-methods" }).toString();
  return NextResponse.redirect(page, 303);
}

/** Back to the account page, whatever Auth.js says of a link that failed: the person is signed in. */
function finishLinking(response: Response): Response {
  response.headers.append("set-cookie", expired(cookieNames.linking));
  const location = response.headers.get("location");
  const error = location ? new URL(location, env.APP_URL).searchParams.get("error") : null;
  if (error) {
    response.headers.set(
      "location",
      new URL(`/account/sign-in-methods?error=${encodeURIComponent(error)}`, env.APP_URL).href,
    );
  }
  return response;
}

async function unconfirmedIdentity(request: NextRequest): Promise<ProviderAccount | null> {
  const sealed = request.cookies.get(cookieNames.unconfirmed)?.value;
  if (!sealed) return null;
  try {
    const identity = await decode<ProviderAccount>({
      token: sealed,
      secret: env.AUTH_SECRET,
      salt: cookieNames.unconfirmed,
    });
    if (!identity) return null;
    const { provider, providerAccountId, email } = identity;
    return { provider, providerAccountId, email };
  } catch {
    // Sealed under another secret, or expired: then this is an ordinary sign-in by mail.
    return null;
  }
}

function expired(name: string): string {
  const { path, secure } = cookieOptions();
  return `${name}=; Path=${path}; Max-Age=0; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
}
