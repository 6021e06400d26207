import { createHash } from "node:crypto";
import type { Product } from "./products.ts";
import type { Seat } from "./seed.ts";
import { repeat, sessionCookie } from "./sign-in-requests.ts";
import { headerOf, request, type Wire } from "./wire.ts";

// What a product behind Foyer asks of it, as the official client libraries write it: the secret is in the form.

type Secretive = Pick<Product, "id" | "secret">;
type Asker = { port: number; product: Product; seats: Seat[] };

const verifier = "a-code-verifier-that-is-long-enough-for-the-standard";
const challenge = createHash("sha256").update(verifier).digest("base64url");

/** A request of a program, not of a browser. */
function tokenRequest(port: number, { id, secret }: Secretive, fields: Record<string, string>, path: string): string {
  const body = new URLSearchParams({ ...fields, client_id: id, client_secret: secret }).toString();
  const lines = [
    `POST ${path} HTTP/1.1`,
    `host: localhost:${port}`,
    "user-agent: openid-client/v6",
    "accept: application/json",
    "content-type: application/x-www-form-urlencoded;charset=UTF-8",
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** The request of a back-end for a token of its own; a floor gets the same at a path of its own. */
export function credentialsRequest(port: number, product: Secretive, path = "/oauth/token"): string {
  return tokenRequest(port, product, { grant_type: "client_credentials" }, path);
}

/** Lets somebody who is signed in authorize the product, and returns what exchanges the code. */
async function authorize(foyer: Wire, { port, product }: Asker, { token }: Seat, scope: string): Promise<string> {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: product.id,
    redirect_uri: product.callback,
    scope,
    state: "state",
    nonce: "nonce",
    code_challenge: challenge,
    code_challenge_method: "S256",
  });
  const cookies = `${sessionCookie}=${token}`;
  const answer = await foyer.send(request({ port, path: `/oauth/authorize?${query}`, cookies, plain: true }));
  const code = new URL(headerOf(answer, "location") ?? "", product.callback).searchParams.get("code");
  if (!code) throw new Error(`Nothing was authorized:\n${answer.head}`);
  const fields = { grant_type: "authorization_code", code, redirect_uri: product.callback, code_verifier: verifier };
  return tokenRequest(port, product, fields, "/oauth/token");
}

type Tokens = { access_token: string; refresh_token?: string };

async function exchange(foyer: Wire, asker: Asker, seat: Seat, scope: string): Promise<Tokens> {
  const answer = await foyer.send(await authorize(foyer, asker, seat, scope));
  if (answer.status !== 200) throw new Error(`A code was not exchanged:\n${answer.head}\n\n${answer.body}`);
  return JSON.parse(answer.body);
}

/** An access token about a person. */
export async function accessTokenOf(asker: Asker): Promise<string> {
  const [token = ""] = await eachSeat(1, asker, async (foyer, seat) => {
    return (await exchange(foyer, asker, seat, "openid profile email")).access_token;
  });
  return token;
}

/** Exchanges that wait to be sent, each of a code that was really given. */
export function codeRequests(count: number, asker: Asker): Promise<string[]> {
  return eachSeat(count, asker, (foyer, seat) => authorize(foyer, asker, seat, "openid profile email"));
}

/** Refreshes that wait to be sent, each with the refresh token of an authorization of its own. */
export function refreshRequests(count: number, asker: Asker): Promise<string[]> {
  return eachSeat(count, asker, async (foyer, seat) => {
    const tokens = await exchange(foyer, asker, seat, "openid profile email offline_access");
    const fields = { grant_type: "refresh_token", refresh_token: tokens.refresh_token ?? "" };
    return tokenRequest(asker.port, asker.product, fields, "/oauth/token");
  });
}

function eachSeat(count: number, { port, seats }: Asker, make: (foyer: Wire, seat: Seat) => Promise<string>) {
  let next = 0;
  return repeat(count, { foyer: port }, async ({ foyer }) => {
    const seat = seats[next++ % seats.length];
    if (!seat) throw new Error("Nobody is signed in.");
    return make(foyer, seat);
  });
}
