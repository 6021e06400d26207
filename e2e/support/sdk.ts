import { expect } from "@playwright/test";
import { ScalekitClient, ScalekitServerException } from "@scalekit-sdk/node";
import { scopes } from "#lib/api/clients/rules";
import { newId } from "#lib/ids";
import { newClientSecret } from "#lib/secrets";
import { rows } from "./database.ts";

let count = 0;
export const fresh = (stem: string) => `${stem}-${process.pid}-${Date.now().toString(36)}-${++count}`;

/** A Foyer and its database. */
export type Place = { url: string; databaseUrl: string };
type Credentials = { id: string; secret: string };

export async function makeClient({ databaseUrl }: Place, allowed: readonly string[] = scopes): Promise<Credentials> {
  const id = newId("skc");
  const { secret, hash, hint } = newClientSecret();
  await rows("insert into api_clients (id, name, scopes) values ($1, 'Billing', $2)", [id, allowed], databaseUrl);
  const columns = "insert into api_client_secrets (secret_hash, client_id, hint) values ($1, $2, $3)";
  await rows(columns, [hash, id, hint], databaseUrl);
  return { id, secret };
}

export const sdkFor = ({ id, secret }: Credentials, url: string) => new ScalekitClient(url, id, secret);

/** What a call was refused with. */
export async function refusalOf(call: Promise<unknown>): Promise<ScalekitServerException> {
  const refused = await call.then(
    () => null,
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(ScalekitServerException);
  return refused as ScalekitServerException;
}
