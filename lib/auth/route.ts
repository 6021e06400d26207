import { NextRequest, NextResponse } from "next/server";
import { decode } from "next-auth/jwt";
import { env } from "#lib/env";
import type { ProviderAccount } from "#lib/provisioning/types";
import { findLiveSession } from "#lib/sessions/queries";
import { handlers } from "./config.ts";
import { cookieNames, cookieOptions } from "./cookies.ts";
import { type AuthRequest, newAuthRequest, runAuthRequest } from "./request-context.ts";
import { isRecent, organizationIn, safeCallbackUrl, signInAgainAddress } from "./rules.ts";

const base = "/api/auth/";

/**
 * Everything Auth.js answers comes through here. Around it:
 * - A sign-in is a sign-in: the session this browser has is kept from Auth.js, which would otherwise link whoever comes next to
 *   it. Only someone who asked for it on the account page, or adds a passkey, keeps it, and only shortly after signing in.
 * - A sign-in link is used by POST only, from the page it opens. Redirects after a POST are 303.
 */
export async function answerAuth(asked: NextRequest): Promise<Response> {
  const request = withSafeCallbackUrl(asked);
  const [action = "", provider = ""] = request.nextUrl.pathname.slice(base.length).split("/");
  if (action === "callback" && provider === "nodemailer") return answerLink(request);
  const token = request.cookies.get(cookieNames.session)?.value ?? null;
  if (provider === "passkey" && (action === "webauthn-options" || action === "callback")) {
    return answerPasskey(await readPasskey(request), token);
  }
  if (action !== "callback") return call(request, facts(request, provider, token));

  const linking = request.cookies.get(cookieNames.linking)?.value;
  const session = linking && token ? await findLiveSession(token) : null;
  if (session?.id !== linking || !session) return call(withoutSession(request), facts(request, provider, token));
  if (!isRecent(session.authenticatedAt)) {
    return NextResponse.redirect(new URL(signInAgainAddress, env.APP_URL), 303);
  }
  return finishLinking(await call(request, { ...facts(request, provider, token), linkingTo: session.user.id }));
}

/** Signing in with a passkey needs no session and gets none; registering one needs a recent one. */
async function answerPasskey(passkey: PasskeyRequest | null, token: string | null): Promise<Response> {
  if (!passkey) return Response.json({ error: "That is not how a passkey is asked for." }, { status: 400 });
  const { action, request } = passkey;
  const known = { ...facts(request, "passkey", token), organization: organizationIn(passkey.callbackUrl, env.APP_URL) };
  if (action === "authenticate") return call(withoutSession(request), known);
  const session = token ? await findLiveSession(token) : null;
  if (!session || !isRecent(session.authenticatedAt)) {
    return Response.json({ error: "Sign in again, then add the passkey." }, { status: 401 });
  }
  return call(request, { ...known, linkingTo: session.user.id });
}

/** The link's page posts here. The form becomes the query that Auth.js reads. */
async function answerLink(request: NextRequest): Promise<Response> {
  const post = request.method === "POST";
  const sent = post ? await request.formData().catch(() => new FormData()) : request.nextUrl.searchParams;
  const link = new URLSearchParams({ callbackUrl: "/home" });
  for (const name of ["token", "email", "callbackUrl"]) {
    const value = sent.get(name);
    if (typeof value !== "string" || value === "") continue;
    link.set(name, name === "callbackUrl" ? safeCallbackUrl(value, env.APP_URL) : value);
  }
  // A form of another site would sign its visitor in as somebody else; the page in between makes that visible.
  if (!post || !isOwnForm(request)) return NextResponse.redirect(new URL(`/sign-in/confirm?${link}`, env.APP_URL), 303);
  const url = new URL(`${base}callback/nodemailer?${link}`, env.APP_URL);
  const headers = new Headers(request.headers);
  for (const name of ["content-type", "content-length"]) headers.delete(name);
  const token = request.cookies.get(cookieNames.session)?.value ?? null;
  const read = new NextRequest(url, { method: "GET", headers });
  const known = { ...facts(read, "email", token), unconfirmed: await unconfirmedIdentity(request) };
  const response = await call(withoutSession(read), known);
  if (known.unconfirmed) response.headers.append("set-cookie", expired(cookieNames.unconfirmed));
  return afterPost(response);
}

/** By its Origin; where something on the way took that, by what only the browser itself can say. */
function isOwnForm({ headers }: NextRequest): boolean {
  const origin = headers.get("origin") ?? "null";
  return origin === env.APP_URL || (origin === "null" && headers.get("sec-fetch-site") === "same-origin");
}

async function call(request: NextRequest, known: AuthRequest): Promise<Response> {
  const handler = request.method === "POST" ? handlers.POST : handlers.GET;
  const answered = await runAuthRequest(known, () => handler(request));
  const response = new NextResponse(answered.body, answered);
  // Whoever adds a way to sign in has not used it yet; and Auth.js also writes the session's cookie when it is only read.
  if (known.method !== "" && known.linkingTo === null && opensSession(response)) {
    const cookie = `${cookieNames.lastMethod}=${known.method}; Path=/; Max-Age=31536000; SameSite=Lax`;
    response.headers.append("set-cookie", env.secure ? `${cookie}; Secure` : cookie);
  }
  return request.method === "POST" ? afterPost(response) : response;
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
function afterPost(response: Response): Response {
  if (response.status !== 302) return response;
  return new NextResponse(null, { status: 303, headers: response.headers });
}

function facts(request: NextRequest, provider: string, token: string | null): AuthRequest {
  const callbackUrl = request.nextUrl.searchParams.get("callbackUrl");
  return newAuthRequest({
    method: provider,
    ip: request.headers.get("x-foyer-client"),
    userAgent: request.headers.get("user-agent"),
    organization: organizationIn(callbackUrl ?? request.cookies.get(cookieNames.callbackUrl)?.value, env.APP_URL),
    previousToken: token,
  });
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

/** What a passkey's request wants, where it is to end, and the request as Auth.js reads it too. */
type PasskeyRequest = { action: "register" | "authenticate"; callbackUrl: string; request: NextRequest };

/**
 * Reads a passkey's request once and writes it again: of a parameter that comes twice, or in another type of body, Auth.js would
 * take another one than we looked at. An e-mail address does not come along: the answer would tell who exists. Null when it is no
 * passkey's request.
 */
async function readPasskey(request: NextRequest): Promise<PasskeyRequest | null> {
  const { pathname, searchParams } = request.nextUrl;
  const post = request.method === "POST";
  if (pathname !== `${base}${post ? "callback" : "webauthn-options"}/passkey`) return null;
  const sent = post ? new URLSearchParams(await request.text()) : searchParams;
  const action = passkeyAction(sent.getAll("action"));
  if (!action) return null;
  const callbackUrl = safeCallbackUrl(sent.get("callbackUrl"), env.APP_URL);
  const headers = new Headers(request.headers);
  for (const name of ["content-type", "content-length"]) headers.delete(name);
  const url = new URL(pathname, env.APP_URL);
  if (!post) url.search = new URLSearchParams({ action }).toString();
  const body = post ? new URLSearchParams({ action, callbackUrl, data: sent.get("data") ?? "" }) : null;
  return { action, callbackUrl, request: new NextRequest(url, { method: request.method, headers, body }) };
}

function passkeyAction(named: string[]): PasskeyRequest["action"] | null {
  const [action] = named;
  return named.length === 1 && (action === "register" || action === "authenticate") ? action : null;
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
    const { provider, issuer, providerAccountId, email } = identity;
    return { provider, issuer, providerAccountId, email };
  } catch {
    // Sealed under another secret, or expired: then this is an ordinary sign-in by mail.
    return null;
  }
}

function expired(name: string): string {
  const { path, secure } = cookieOptions();
  return `${name}=; Path=${path}; Max-Age=0; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
}
