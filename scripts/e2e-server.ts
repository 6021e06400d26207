import { randomBytes } from "node:crypto";
import pg from "pg";
import { startIdentityProvider, trusting } from "../e2e/support/identity-provider.ts";
import { run } from "./explain.ts";
import { serve } from "./serve.ts";
import { startTestPostgres } from "./test-postgres.ts";

// The Foyer that the end-to-end tests visit: the production build on a free port, an empty database, and an identity
// provider on loopback that it trusts. scripts/e2e-setup.ts starts it and passes on where everything is.

/** An empty database; those of earlier runs go, unless somebody is still in them. */
async function freshDatabase(server: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const client = new pg.Client(server);
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `select datname as name from pg_database d where datname like 'foyer\\_e2e\\_%'
     and not exists (select 1 from pg_stat_activity a where a.datname = d.datname)`,
  );
  for (const { name } of rows) await client.query(`drop database if exists ${pg.escapeIdentifier(name)}`);
  const name = `foyer_e2e_${randomBytes(6).toString("hex")}`;
  await client.query(`create database ${name}`);
  const url = new URL(server);
  url.pathname = name;
  return {
    url: url.href,
    drop: async () => {
      await client.query(`drop database if exists ${name} with (force)`);
      await client.end();
    },
  };
}

/** Nothing of the developer's own settings may reach the tests. Set to nothing, so that no .env file fills them again. */
function clearSettings(): void {
  const ours = /^(AUTH_|EMAIL_|SESSION_|ORGANIZATION_|TRUSTED_|APP_URL$|HOST$|DATABASE_|FOYER_)/;
  for (const name of Object.keys(process.env)) if (ours.test(name)) process.env[name] = "";
}

await run(async () => {
  const given = process.env.TEST_DATABASE_URL;
  const postgres = given ? { url: given, stop: async () => {} } : await startTestPostgres();
  clearSettings();
  const database = await freshDatabase(postgres.url);
  const provider = await startIdentityProvider();
  Object.assign(process.env, trusting(provider.issuer), {
    DATABASE_URL: database.url,
    AUTH_SECRET: randomBytes(32).toString("base64url"),
    PORT: process.env.E2E_PORT ?? "0",
    LOG_LEVEL: "info",
  });
  try {
    await serve("production", () => {
      process.send?.({
        E2E_BASE_URL: `http://localhost:${process.env.PORT}`,
        E2E_DATABASE_URL: database.url,
        E2E_OIDC_ISSUER: provider.issuer,
      });
    });
  } finally {
    await provider.stop();
    await database.drop();
    await postgres.stop();
  }
});
process.exit(0);
