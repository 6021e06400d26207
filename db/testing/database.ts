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

const alreadyExists = "42P04";

/** A database cloned from the migrated template, made when it does not exist yet. Returns its URL. */
export async function cloneTemplate(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${pg.escapeIdentifier(name)} template ${templateName}`);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== alreadyExists) throw error;
  } finally {
    await client.end();
  }
  return urlOfDatabase(url, name);
}
