import { insertRows } from "#db/seed-organizations";
import { scopes } from "#lib/api/clients/rules";
import { type SigningAlgorithm, signingAlgorithms } from "#lib/applications/types";
import { newId } from "#lib/ids";
import { newClientSecret } from "#lib/secrets";
import { connected } from "./seed.ts";

/** A product that people sign in to through Foyer, with its secret. */
export type Product = { id: string; secret: string; callback: string };

/** Registers a product for each way to sign tokens. */
export async function seedProducts(url: string): Promise<Record<SigningAlgorithm, Product>> {
  const callback = "https://orion.example/callback";
  const product = () => ({ id: newId("skc"), callback, ...newClientSecret() });
  const products = { RS256: product(), ES256: product() };
  const all = signingAlgorithms.map((algorithm) => ({ algorithm, ...products[algorithm] }));
  const now = new Date();
  await connected(url, async (client) => {
    const applications = all.map(({ algorithm, id }) => ({
      id,
      name: `Orion ${algorithm}`,
      kind: "web",
      first_party: true,
      callback_urls: [callback],
      post_logout_urls: [],
      signing_algorithm: algorithm,
      created_at: now,
      updated_at: now,
    }));
    const secrets = all.map(({ id, hash, hint }) => ({
      secret_hash: hash,
      application_id: id,
      hint,
      created_at: now,
    }));
    await insertRows(client, "applications", applications);
    await insertRows(client, "application_secrets", secrets);
    await client.query("analyze");
  });
  return products;
}

/** A back-end that calls the API, with its secret. */
export type BackEnd = { id: string; secret: string };

/** Registers a client of the API that may do everything. */
export async function seedBackEnd(url: string): Promise<BackEnd> {
  const id = newId("skc");
  const { secret, hash, hint } = newClientSecret();
  const now = new Date();
  await connected(url, async (client) => {
    await insertRows(client, "api_clients", [{ id, name: "Orion", scopes, created_at: now, updated_at: now }]);
    await insertRows(client, "api_client_secrets", [{ secret_hash: hash, client_id: id, hint, created_at: now }]);
  });
  return { id, secret };
}
