import type { IncomingMessage } from "node:http";
import { OAuth2Server } from "oauth2-mock-server";
import { freshPeople } from "./people.ts";

/** The OpenID provider of the benchmark: every code it exchanges belongs to somebody new. */
const server = new OAuth2Server();
// The cheapest signature there is, because the time of a provider is not Foyer's.
await server.issuer.keys.generate("ES256");
await server.start(Number(process.env.PROVIDER_PORT), "127.0.0.1");
server.issuer.url = `http://localhost:${process.env.PROVIDER_PORT}`;

const people = freshPeople("provider");
const known = new WeakMap<IncomingMessage, ReturnType<typeof people>>();

server.service.on("beforeTokenSigning", (token: { payload: Record<string, unknown> }, request: IncomingMessage) => {
  const person = known.get(request) ?? people();
  known.set(request, person);
  const { subject, email, name, givenName, familyName } = person;
  Object.assign(token.payload, {
    sub: subject,
    email,
    email_verified: true,
    name,
    given_name: givenName,
    family_name: familyName,
  });
});

server.service.on("beforeWellKnownOpenIdConfiguration", ({ body }: { body: Record<string, unknown> }) => {
  body.id_token_signing_alg_values_supported = ["ES256"];
});

process.on("disconnect", () => process.exit(0));
process.send?.("ready");
