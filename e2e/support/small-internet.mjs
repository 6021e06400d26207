// Loaded into a Foyer before anything else: an internet that holds Google's discovery document and nothing more, so that a test
// of providers says the same with a network and without one.

const google = "https://accounts.google.com";
const ask = globalThis.fetch;

globalThis.fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (url.href === `${google}/.well-known/openid-configuration`) {
    return Response.json({
      issuer: google,
      authorization_endpoint: `${google}/o/oauth2/v2/auth`,
      token_endpoint: "https://oauth2.googleapis.com/token",
      jwks_uri: "https://www.googleapis.com/oauth2/v3/certs",
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      code_challenge_methods_supported: ["plain", "S256"],
    });
  }
  if (url.hostname === "127.0.0.1" || url.hostname === "localhost") return ask(input, init);
  throw new TypeError("fetch failed");
};
