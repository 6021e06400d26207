import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import * as client from "openid-client";
import { page, type Tokens } from "./page.ts";

// A product behind the door: it sends people to Foyer, gets them back with tokens, and shows what is in them.
// FOYER_URL, CLIENT_ID and CLIENT_SECRET say where the door is and who asks; PORT is where this listens.

// biome-ignore lint/style/noProcessEnv: a program of its own, which is configured by its environment.
const { FOYER_URL = "http://localhost:3000", CLIENT_ID, CLIENT_SECRET, PORT = "4000" } = process.env;
const here = `http://localhost:${PORT}`;
if (!CLIENT_ID) {
  process.stderr.write(
    `Set CLIENT_ID, and CLIENT_SECRET when there is one: ${FOYER_URL}/admin/applications has them.\n`,
  );
  process.exit(1);
}

const config = await client.discovery(
  new URL(FOYER_URL),
  CLIENT_ID,
  undefined,
  CLIENT_SECRET ? client.ClientSecretBasic(CLIENT_SECRET) : client.None(),
  // Signatures of ID tokens are verified too. On loopback there is no TLS.
  {
    execute: [
      client.enableNonRepudiationChecks,
      ...(FOYER_URL.startsWith("http://") ? [client.allowInsecureRequests] : []),
    ],
  },
);

/** One browser: what it began, by state, and what came of it. A real product keeps this in its database. */
type Visit = { begun: Map<string, { nonce: string; verifier: string }>; tokens?: Tokens };
const visits = new Map<string, Visit>();
// Ports share their cookies.
const cookie = `visit-${PORT}`;

/** `/sign-in?prompt=create&organization_id=…`: what the query says goes along to Foyer. */
async function signIn(url: URL, id: string, response: ServerResponse): Promise<void> {
  const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
  const visit = visits.get(id) ?? { begun: new Map() };
  visits.set(id, visit);
  visit.begun.set(state, { nonce, verifier });
  const to = client.buildAuthorizationUrl(config, {
    redirect_uri: `${here}/callback`,
    scope: "openid profile email offline_access",
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...Object.fromEntries(url.searchParams),
  });
  response.writeHead(303, { location: to.href, "set-cookie": `${cookie}=${id}; HttpOnly; SameSite=Lax; Path=/` }).end();
}

async function callback(url: URL, visit: Visit | undefined, response: ServerResponse): Promise<void> {
  const state = url.searchParams.get("state") ?? "";
  const begun = visit?.begun.get(state);
  if (!visit || !begun) throw new Error("This browser did not begin that sign-in.");
  visit.begun.delete(state);
  visit.tokens = await client.authorizationCodeGrant(config, url, {
    pkceCodeVerifier: begun.verifier,
    expectedState: state,
    expectedNonce: begun.nonce,
  });
  redirect(response, "/");
}

/** A refresh token is good for one use. When it is refused the person is signed out at Foyer, and so they are here. */
async function refresh(visit: Visit): Promise<void> {
  const { tokens } = visit;
  delete visit.tokens;
  if (tokens?.refresh_token)
    visit.tokens = { ...tokens, ...(await client.refreshTokenGrant(config, tokens.refresh_token)) };
}

/** What Foyer says of the person now. An access token lives for minutes; one that is too old is replaced. */
async function whoIs(visit: Visit | undefined): Promise<client.UserInfoResponse | undefined> {
  const ask = async () =>
    visit?.tokens && client.fetchUserInfo(config, visit.tokens.access_token, client.skipSubjectCheck);
  return ask().catch(async (error) => {
    if (!(visit && error instanceof client.WWWAuthenticateChallengeError)) throw error;
    await refresh(visit);
    return ask();
  });
}

function signOut(visit: Visit | undefined, response: ServerResponse): void {
  const hint = visit?.tokens?.id_token;
  if (visit) delete visit.tokens;
  const to = client.buildEndSessionUrl(config, {
    post_logout_redirect_uri: `${here}/`,
    ...(hint && { id_token_hint: hint }),
  });
  redirect(response, to.href);
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location }).end();
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", here);
  const id = new RegExp(`(?:^|; )${cookie}=([\\w-]+)`).exec(request.headers.cookie ?? "")?.[1] ?? randomUUID();
  const visit = visits.get(id);
  if (url.pathname === "/sign-in") return signIn(url, id, response);
  // Every organization can have its own: /{{org_slug}}/callback.
  if (url.pathname.endsWith("/callback")) return callback(url, visit, response);
  if (url.pathname === "/refresh") {
    if (visit) await refresh(visit);
    return redirect(response, "/");
  }
  if (url.pathname === "/sign-out") return signOut(visit, response);
  const person = await whoIs(visit);
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page(visit?.tokens, person));
}

createServer((request, response) => {
  answer(request, response).catch((error: Error & { error?: string }) => {
    response.writeHead(400, { "content-type": "text/html; charset=utf-8" }).end(page(undefined, undefined, error));
  });
}).listen(Number(PORT), "127.0.0.1", () => {
  process.stdout.write(`The example is at ${here}\n`);
  process.send?.("ready");
});
