import { createHash } from "node:crypto";
import { cookiesOf, headerOf, request, Wire } from "./wire.ts";

type Ports = { foyer: number; provider: number };

export const sessionCookie = "foyer.session";

const atOnce = 4;

/** Makes `count` of something over a few connections of their own to each of `ports`. */
export async function repeat<Name extends string>(
  count: number,
  ports: Record<Name, number>,
  make: (wires: Record<Name, Wire>) => Promise<string>,
): Promise<string[]> {
  const made: string[] = [];
  let started = 0;
  const work = async () => {
    const opened = Object.entries<number>(ports).map(([name, port]) => [name, new Wire(port, { keepBodies: true })]);
    const wires = Object.fromEntries(opened) as Record<Name, Wire>;
    while (started++ < count) made.push(await make(wires));
    for (const wire of Object.values<Wire>(wires)) wire.close();
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return made;
}

/**
 * Callbacks that wait to be sent: each belongs to a sign-in that was really begun at Foyer (its state, PKCE and nonce cookies
 * are in the request) and agreed to at the provider.
 */
export function callbackRequests(count: number, ports: Ports): Promise<string[]> {
  const begin = request({
    method: "POST",
    port: ports.foyer,
    path: "/api/sign-in",
    type: "application/x-www-form-urlencoded",
    body: "method=oidc&callbackUrl=%2Fhome",
  });
  return repeat(count, ports, async ({ foyer, provider }) => {
    const begun = await foyer.send(begin);
    const authorize = new URL(headerOf(begun, "location") ?? "", `http://localhost:${ports.foyer}`);
    if (authorize.port !== String(ports.provider)) throw new Error(`Sign-in did not begin: ${begun.head}`);
    const agreed = await provider.send(
      request({ port: ports.provider, path: authorize.pathname + authorize.search, plain: true }),
    );
    const callback = new URL(headerOf(agreed, "location") ?? "");
    return request({
      port: ports.foyer,
      path: callback.pathname + callback.search,
      cookies: cookiesOf(begun).join("; "),
    });
  });
}

const verifier = "a-code-verifier-that-is-long-enough-for-the-standard";

/** Lets the provider agree to a sign-in that nobody began, and returns the form that exchanges its code. */
async function agree(provider: Wire, ports: Ports): Promise<string> {
  const redirect = `http://localhost:${ports.foyer}/api/auth/callback/oidc`;
  const authorize = `/authorize?${new URLSearchParams({
    response_type: "code",
    client_id: "bench",
    redirect_uri: redirect,
    scope: "openid profile email",
    state: "state",
    nonce: "nonce",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  })}`;
  const agreed = await provider.send(request({ port: ports.provider, path: authorize, plain: true }));
  const code = new URL(headerOf(agreed, "location") ?? "").searchParams.get("code") ?? "";
  const body = { grant_type: "authorization_code", client_id: "bench", code, code_verifier: verifier };
  return new URLSearchParams({ ...body, redirect_uri: redirect }).toString();
}

const type = "application/x-www-form-urlencoded";

/** What Foyer asks of the provider's token endpoint, without Foyer: it tells how much of a sign-in is the provider's time. */
export function tokenRequests(count: number, ports: Ports): Promise<string[]> {
  return repeat(count, ports, async ({ provider }) => {
    const body = await agree(provider, ports);
    return request({ method: "POST", port: ports.provider, path: "/token", type, body });
  });
}

/** The same post, for a floor at `port` to send on. */
export function exchangeRequests(count: number, port: number, ports: Ports): Promise<string[]> {
  return repeat(count, ports, async ({ provider }) => {
    const body = await agree(provider, ports);
    return request({ method: "POST", port, path: "/exchange", type, body });
  });
}
