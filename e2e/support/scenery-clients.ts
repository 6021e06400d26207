import { makeApiClient, makeApiClientSecret, makeApplication, makeApplicationSecret } from "#db/testing/factories";
import { rows } from "./database.ts";

const minutes = (count: number) => new Date(Date.now() + count * 60_000);

/** What scenery.ts says of them, by client id. */
export async function clientsOf(mark: string) {
  return { ...(await applicationsOf(mark)), ...(await apiClientsOf(mark)) };
}

/** Applications in every state that their pages can show. */
async function applicationsOf(mark: string) {
  const ledger = await makeApplication({
    name: `Ledger${mark}`,
    callbackUrls: [
      "https://ledger.com/callback",
      "https://{{org_slug}}.ledger.com/callback",
      "https://{{org_slug}}/ledger/callback",
      "https://app.ledger.com/{{external_id}}/{{region}}/callback-of-the-billing-department",
      "http://localhost:3000/callback",
    ],
    postLogoutUrls: ["https://ledger.com/", "https://{{plan}}.ledger.com/"],
    initiateLoginUrl: "https://ledger.com/login",
    audience: "https://api.ledger.com",
    signingAlgorithm: "ES256",
    accessTokenSeconds: 900,
    createdAt: minutes(-8_000),
  });
  await makeApplicationSecret(ledger.id, { createdAt: minutes(-7_000), lastUsedAt: minutes(-4) });
  const pocket = await makeApplication({
    name: `Pocket by the Lumen Field Cooperative for Regional Solar and Storage${mark}`,
    kind: "native",
    firstParty: false,
    callbackUrls: ["http://127.0.0.1/callback"],
  });
  const bare = await makeApplication({ name: `Atlas${mark}` });
  await rows("delete from application_secrets where application_id = $1", [bare.id]);
  return { ledger: ledger.id, pocket: pocket.id, bare: bare.id };
}

/** API clients in every state that their pages can show. */
async function apiClientsOf(mark: string) {
  const billing = await makeApiClient({
    name: `Billing${mark}`,
    scopes: ["organizations:read", "users:read"],
    lastUsedAt: minutes(-3),
    createdAt: minutes(-9_000),
  });
  await makeApiClientSecret(billing.id, { createdAt: minutes(-7_000), lastUsedAt: minutes(-3) });
  const sync = await makeApiClient({ name: `Nightly synchronisation with the Lumen Field Cooperative${mark}` });
  const revoked = await makeApiClient({
    name: `Old CRM${mark}`,
    lastUsedAt: minutes(-50_000),
    revokedAt: minutes(-1_500),
  });
  return { billing: billing.id, sync: sync.id, revoked: revoked.id };
}
