import { LRUCache } from "lru-cache";

const patience = 10_000;
const wellKnown = "/.well-known/openid-configuration";

/** Discovery documents by address. Providers change them a few times a year, and every sign-in would ask twice. */
const documents = new LRUCache<string, string>({
  max: 20,
  ttl: 10 * 60_000,
  fetchMethod: async (url) => {
    const response = await fetch(url, { signal: AbortSignal.timeout(patience), redirect: "manual" });
    if (response.status !== 200) throw new Error(`The provider answered ${response.status} to discovery.`);
    return response.text();
  },
});

/**
 * How Auth.js talks to providers (Entra apart, for which it brings its own way): in bounded time, and with their discovery documents (OpenID Connect Discovery 1.0) kept for ten
 * minutes. A document that could not be fetched is not kept.
 */
export const providerFetch: typeof fetch = async (input, init) => {
  const url = input instanceof Request ? input.url : String(input);
  if (!new URL(url).pathname.endsWith(wellKnown)) {
    return fetch(input, { ...init, signal: AbortSignal.timeout(patience) });
  }
  return new Response(await documents.fetch(url), { headers: { "content-type": "application/json" } });
};
