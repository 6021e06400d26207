import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Events, type MutableRedirectUri, type MutableToken, OAuth2Issuer, OAuth2Service } from "oauth2-mock-server";

/** What the provider says about a person. `email_verified` is sent exactly as given. */
export type Claims = {
  sub: string;
  email?: string;
  email_verified?: unknown;
  name?: string;
  given_name?: string;
  family_name?: string;
};

type TokenRequest = IncomingMessage & { body: { code?: string } };

/**
 * An identity provider on loopback where anyone can be anyone. It speaks OpenID Connect, and GitHub's dialect under the same
 * address. Who signs in is said by `login_hint` (see `asPerson`); without one, a page asks, for people and browsers.
 */
export async function startIdentityProvider(port = 0): Promise<{ issuer: string; stop: () => Promise<void> }> {
  const issuer = new OAuth2Issuer();
  await issuer.keys.generate("RS256");
  const service = new OAuth2Service(issuer);
  const people = new Map<string, Claims>();
  service.on(Events.BeforeAuthorizeRedirect, ({ url }: MutableRedirectUri, request: IncomingMessage) => {
    const claims = claimsOf(request);
    const code = url.searchParams.get("code");
    if (claims && code) people.set(code, claims);
  });
  service.on(Events.BeforeTokenSigning, (token: MutableToken, { body }: TokenRequest) => {
    Object.assign(token.payload, people.get(body.code ?? ""));
  });

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://provider");
    if (/\/authorize$/.test(pathname) && !claimsOf(request)) return askWho(request, response);
    if (pathname.startsWith("/login/oauth/") || pathname.startsWith("/api/v3/")) {
      return void answerAsGitHub(request, response, pathname, people);
    }
    service.requestHandler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  issuer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer: issuer.url,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The variables that make a Foyer trust this provider, as OpenID and as GitHub. */
export function trusting(issuer: string): Record<string, string> {
  return {
    AUTH_OIDC_ID: "foyer",
    AUTH_OIDC_SECRET: "a secret between Foyer and its test provider",
    AUTH_OIDC_ISSUER: issuer,
    AUTH_GITHUB_ID: "foyer",
    AUTH_GITHUB_SECRET: "a secret between Foyer and its test provider",
    AUTH_GITHUB_URL: issuer,
  };
}

/** The provider's address Foyer sent the browser to, with who is signing in. */
export function asPerson(authorize: URL, claims: Claims): URL {
  const url = new URL(authorize);
  url.searchParams.set("login_hint", Buffer.from(JSON.stringify(claims)).toString("base64url"));
  return url;
}

function claimsOf(request: IncomingMessage): Claims | null {
  const { searchParams } = new URL(request.url ?? "/", "http://provider");
  const hint = searchParams.get("login_hint");
  if (hint) return JSON.parse(Buffer.from(hint, "base64url").toString("utf8")) as Claims;
  const email = searchParams.get("person_email");
  const name = searchParams.get("person_name") || undefined;
  if (!email) return null;
  const verified = searchParams.get("person_verified") === "on";
  return {
    sub: `sub-${email}`,
    email,
    email_verified: verified,
    ...(name && { name, given_name: name.split(" ")[0] ?? name }),
  };
}

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

/** A form that comes back to the same address with the person added. */
function askWho(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://provider");
  const asked = [...searchParams].map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(`<!doctype html>
<html lang="en"><title>Test identity provider</title>
<h1>Who are you?</h1>
<form action="${pathname}">${asked.join("")}
<p><label>E-mail <input name="person_email" type="email" required></label></p>
<p><label>Name <input name="person_name"></label></p>
<p><label><input name="person_verified" type="checkbox" checked> The address is verified</label></p>
<p><button>Continue</button></p>
</form></html>`);
}

async function answerAsGitHub(
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  people: Map<string, Claims>,
): Promise<void> {
  const json = (body: unknown) =>
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (pathname === "/login/oauth/authorize") {
    const { searchParams } = new URL(request.url ?? "/", "http://provider");
    const code = randomUUID();
    people.set(code, claimsOf(request) ?? { sub: "nobody" });
    const back = new URL(searchParams.get("redirect_uri") ?? "");
    back.searchParams.set("code", code);
    back.searchParams.set("state", searchParams.get("state") ?? "");
    return void response.writeHead(302, { location: back.href }).end();
  }
  if (pathname === "/login/oauth/access_token") {
    let body = "";
    for await (const chunk of request) body += chunk;
    // The code serves as the token too: both stand for the person.
    const code = new URLSearchParams(body).get("code");
    return void json({ access_token: code, token_type: "bearer", scope: "read:user,user:email" });
  }
  const person = people.get(request.headers.authorization?.replace(/^Bearer /i, "") ?? "");
  if (!person) return void response.writeHead(401).end("{}");
  if (pathname === "/api/v3/user")
    return void json({ id: person.sub, login: person.sub, name: person.name ?? null, email: null });
  return void json([{ email: person.email, primary: true, verified: person.email_verified === true }]);
}
