import type { IncomingMessage, ServerResponse } from "node:http";
import type { JWTVerifyGetKey } from "jose";
import type { Provider } from "oidc-provider";
import { env } from "#lib/env";
import { log } from "#lib/logger";
import { loadSigningKeys } from "#lib/tokens/keys/mutations";
import { listSigningKeys } from "#lib/tokens/keys/queries";
import type { SigningKey } from "#lib/tokens/keys/types";
import type { ProviderPages } from "#lib/tokens/pages";
import { oauthDiscovery, paths, resumeAddress, signOutPaths } from "#lib/tokens/paths";
import { makeProvider } from "#lib/tokens/provider";
import { verifierOf } from "#lib/tokens/verification";
import { formOf } from "./request-form.ts";
import { answerUserinfo } from "./userinfo.ts";

/** Where the OpenID Provider answers. */
export const providerPaths: readonly string[] = [
  ...Object.values(paths),
  oauthDiscovery,
  ...Object.values(signOutPaths),
];
const answered = new Set(providerPaths);
/** Where an application may send people with a form of its own. */
const askedByForm = new Set<string>([paths.authorization, paths.end_session]);
const resumed = new RegExp(`^${resumeAddress("[\\w-]+")}$`);

/** How often it is asked whether the keys have changed. They are published an hour before they sign. Milliseconds. */
const keyInterval = 30_000;

type Ready = { keys: readonly SigningKey[]; verifier: JWTVerifyGetKey; answer: ReturnType<Provider["callback"]> };

/** The OpenID Provider's place in the front process: it answers before Next, and draws its few pages with it. */
export class OpenId {
  readonly #pages: ProviderPages;
  #ready: Promise<Ready> | undefined;
  readonly #timer: NodeJS.Timeout;

  constructor(pages: ProviderPages) {
    this.#pages = pages;
    this.#timer = setInterval(() => this.#refresh(), keyInterval).unref();
  }

  /** The provider's own path that a request means, or null. Clients whose base address ends in a slash write two. */
  pathOf(path: string): string | null {
    const tidy = path.replace(/\/{2,}/g, "/");
    return answered.has(tidy) || resumed.test(tidy) ? tidy : null;
  }

  /** @param path from pathOf */
  async answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const { answer, verifier } = await this.#prepare();
    if (path === paths.userinfo) return answerUserinfo(request, response, verifier);
    const form = request.method === "POST" && askedByForm.has(path) ? await formOf(request) : null;
    if (form) return askByAddress(response, `${path}?${form}`);
    if (path === paths.token) forgetBearer(request);
    request.url = path + (request.url ?? "").slice((request.url ?? "").split("?", 1)[0]?.length);
    await answer(request, response);
  }

  /** The keys that tokens are verified with, as they are now. */
  async verifier(): Promise<JWTVerifyGetKey> {
    return (await this.#prepare()).verifier;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Keys are made at the first request that needs them, not at the start: it then needs no more than a database. */
  #prepare(): Promise<Ready> {
    this.#ready ??= loadSigningKeys()
      .then((keys) => this.#with(keys))
      .catch((error: unknown) => {
        this.#ready = undefined;
        throw error;
      });
    return this.#ready;
  }

  #with(keys: readonly SigningKey[]): Ready {
    return { keys, verifier: verifierOf(keys), answer: makeProvider(keys, this.#pages).callback() };
  }

  async #refresh(): Promise<void> {
    if (!this.#ready) return;
    try {
      const [{ keys }, now] = await Promise.all([this.#ready, listSigningKeys()]);
      const order = (list: readonly SigningKey[]) => list.map(({ kid }) => kid).join();
      if (order(keys) !== order(now)) this.#ready = Promise.resolve(this.#with(now));
    } catch (error) {
      log().warn(
        { error: error instanceof Error ? error.name : "unknown" },
        "the signing keys could not be read again",
      );
    }
  }
}

/**
 * An access token says nothing of which client asks (RFC 6749, 2.3; RFC 6750, 1). SDKs for Python and Go send the one they have, however
 * old, with their secret when they fetch the next; taken for a second way to authenticate, it would be refused.
 */
function forgetBearer({ headers }: IncomingMessage): void {
  if (/^bearer\b/i.test(headers.authorization ?? "")) delete headers.authorization;
}

/**
 * OpenID Connect Core, 3.1.2.1, and RP-Initiated Logout, 2, want forms as well. The form of another site comes without the session's
 * cookie, and the GET it leads to comes with it.
 */
function askByAddress(response: ServerResponse, address: string): void {
  response.writeHead(303, { location: `${env.APP_URL}${address}`, "cache-control": "no-store" }).end();
}
