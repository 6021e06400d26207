import { expect, test } from "@playwright/test";
import { ScalekitNotFoundException, ScalekitTooManyRequestsException } from "@scalekit-sdk/node";
import { createDatabase } from "../support/database.ts";
import { type FoyerProcess, startFoyer } from "../support/foyer-process.ts";
import { makeClient, refusalOf, sdkFor } from "../support/sdk.ts";

/** How much of the API one client may use. */

const allowed = 5;
let database: Awaited<ReturnType<typeof createDatabase>>;
let server: FoyerProcess;

test.beforeAll(async () => {
  database = await createDatabase();
  server = await startFoyer({ DATABASE_URL: database.url, API_CALLS_PER_MINUTE: String(allowed) });
});
test.afterAll(async () => {
  await server.stop();
  await database.drop();
});

const place = () => ({ url: server.url, databaseUrl: database.url });

test("a client that calls too often is told when to come again, by both wires, and others go on", async () => {
  const client = await makeClient(place());
  const sdk = sdkFor(client, server.url);
  const token = await sdk.getClientAccessToken();
  const get = () =>
    fetch(`${server.url}/api/v1/organizations/org_1`, { headers: { authorization: `Bearer ${token}` } });
  for (let call = 0; call < allowed; call++) expect((await get()).status).toBe(404);
  const refused = await get();
  expect([refused.status, refused.headers.get("content-type")]).toEqual([429, "application/problem+json"]);
  const seconds = Number(refused.headers.get("retry-after"));
  expect(seconds >= 1 && seconds <= 60).toBe(true);
  expect(await refused.json()).toMatchObject({ status: 429, code: "RESOURCE_EXHAUSTED", detail: expect.any(String) });
  const byRpc = await refusalOf(sdk.organization.getOrganization("org_1"));
  expect(byRpc).toBeInstanceOf(ScalekitTooManyRequestsException);
  expect(byRpc).toMatchObject({ httpStatus: 429, errorCode: "RESOURCE_EXHAUSTED" });
  const other = sdkFor(await makeClient(place()), server.url);
  expect(await refusalOf(other.organization.getOrganization("org_1"))).toBeInstanceOf(ScalekitNotFoundException);
});

test("calls without a good token count for nobody", async () => {
  const sdk = sdkFor(await makeClient(place()), server.url);
  for (let call = 0; call < 2 * allowed; call++) {
    const answer = await fetch(`${server.url}/api/v1/organizations`, { headers: { authorization: "Bearer no" } });
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  }
  expect((await sdk.organization.listOrganization({ pageSize: 1 })).totalSize).toBe(0);
});
