import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { assertLocal, connected, createDatabase } from "#db/testing/database";
import { startIdentityProvider, trusting } from "../e2e/support/identity-provider.ts";
import { startDnsServer } from "../testing/dns-server.ts";
import { run } from "./explain.ts";
import { serve } from "./serve.ts";
import { startTestPostgres } from "./test-postgres.ts";

// The Foyer that the end-to-end tests visit: the production build on a free port, an empty database, and on loopback an identity
// provider that it trusts and a DNS server that it asks. scripts/e2e-setup.ts starts it and passes on where everything is.

/** Databases of earlier runs go, unless somebody is still in them. */
async function dropForgotten(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select datname as name from pg_database d where datname like 'foyer\\_e2e\\_%'
     and not exists (select 1 from pg_stat_activity a where a.datname = d.datname)`,
  );
  for (const { name } of rows) await client.query(`drop database if exists ${pg.escapeIdentifier(name)}`);
}

/** Nothing of the developer's own settings may reach the tests. Set to nothing, so that no .env file fills them again. */
function clearSettings(): void {
  const ours =
    /^(AUTH_|EMAIL_|SESSION_|ORGANIZATION|OPERATOR_|SIGN_UP$|BLOCK_|TRUSTED_|TLS_|DNS_|DOOR_|JOBS$|APP_URL$|HOST$|DATABASE_|FOYER_)/;
  for (const name of Object.keys(process.env)) if (ours.test(name)) process.env[name] = "";
}

async function serveTests(server: string): Promise<void> {
  const database = await createDatabase(server);
  const provider = await startIdentityProvider();
  const zone = mkdtempSync(join(tmpdir(), "foyer-zone-"));
  const dns = await startDnsServer(zone);
  Object.assign(process.env, trusting(provider.issuer), {
    DATABASE_URL: database.url,
    DNS_SERVERS: dns.address,
    AUTH_SECRET: randomBytes(32).toString("base64url"),
    PORT: process.env.E2E_PORT ?? "0",
    LOG_LEVEL: "info",
    OPERATOR_EMAILS: "olu@operators.example, unverified@operators.example",
    // One person types hundreds of hostile names; the limit has a server of its own.
    ORGANIZATIONS_PER_USER: "1000",
  });
  try {
    await serve("production", () => {
      process.send?.({
        E2E_BASE_URL: `http://localhost:${process.env.PORT}`,
        E2E_DATABASE_URL: database.url,
        E2E_OIDC_ISSUER: provider.issuer,
        E2E_DNS_ZONE: zone,
      });
    });
  } finally {
    await provider.stop();
    await dns.stop();
    rmSync(zone, { recursive: true });
    await database.drop();
  }
}

await run(async () => {
  const given = process.env.TEST_DATABASE_URL;
  const { url, stop } = given ? { url: given, stop: async () => {} } : await startTestPostgres();
  clearSettings();
  assertLocal(url);
  try {
    // Open until the end, so that no other run takes the server for unused and stops it.
    await connected(url, async (client) => {
      await dropForgotten(client);
      await serveTests(url);
    });
  } finally {
    await stop();
  }
});
process.exit(0);
