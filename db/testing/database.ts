import { randomBytes } from "node:crypto";
import pg from "pg";

export const templateName = "foyer_template";

/** The same server, another database. */
export function urlOfDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

/** Tests drop databases: they refuse to touch anything that is not on this machine. */
export function assertLocal(url: string): void {
  if (!["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname)) {
    throw new Error("Tests only run against a database on this machine.");
  }
}

/** Does `work` over a connection of its own, which is closed afterwards. */
export async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const alreadyExists = "42P04";

/** A database cloned from the migrated template, made when it does not exist yet. Returns its URL. */
export async function cloneTemplate(url: string, name: string): Promise<string> {
  await connected(url, async (client) => {
    try {
      await client.query(`create database ${pg.escapeIdentifier(name)} template ${templateName}`);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== alreadyExists) throw error;
    }
  });
  return urlOfDatabase(url, name);
}

/** An empty database of the end-to-end tests, on the server of `url`. `drop` ends its connections. */
export async function createDatabase(url: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `foyer_e2e_${randomBytes(6).toString("hex")}`;
  await connected(url, (client) => client.query(`create database ${name}`));
  return {
    url: urlOfDatabase(url, name),
    drop: async () => {
      await connected(url, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}
