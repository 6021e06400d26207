import type { DescMethod, JsonObject } from "@bufbuild/protobuf";
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { ConnectError } from "@connectrpc/connect";
import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { installation } from "#db/client";
import { scopes } from "#lib/api/clients/rules";
import { ErrorInfoSchema, services } from "#lib/api/contract";
import { type Binding, type Operation, scopesOf } from "#lib/api/operation";
import { type Caller, withApi } from "../../../testing/api.ts";
import { operations } from "./all.ts";

/** What holds for every operation, whatever it does. */

const api = withApi();

const nameOf = ({ service, method }: Operation) => `${service.typeName}.${method}`;
const byName = operations.map((operation) => [nameOf(operation), operation] as const);

/** Calls a method with an empty request. */
async function call(caller: Caller, service: (typeof services)[number], { localName }: DescMethod) {
  const client = caller.grpc(service) as unknown as Record<string, (request: object) => Promise<unknown>>;
  try {
    await client[localName]?.({});
    return null;
  } catch (error) {
    return ConnectError.from(error);
  }
}

describe("every method of the contract", () => {
  const methods = services.flatMap((service) =>
    service.methods.map((method) => [`${service.typeName}.${method.localName}`, service, method] as const),
  );

  test.each(methods)(
    "%s answers, or says in the detail that SDKs read what is wrong",
    async (name, service, method) => {
      const error = await call(await api(), service, method);
      const built = operations.some((operation) => nameOf(operation) === name);
      if (!built) expect(error?.message).toContain("[unimplemented]");
      if (!error) return;
      const [detail] = error.findDetails(ErrorInfoSchema);
      expect(detail?.errorCode).toMatch(built ? /^(INVALID_ARGUMENT|NOT_FOUND)$/ : /^UNIMPLEMENTED$/);
    },
  );
});

describe("every operation", () => {
  test("is there once, under a name of the contract", () => {
    const names = operations.map(nameOf);
    expect(names).toEqual([...new Set(names)]);
    for (const { service, method } of operations) {
      expect(service.methods.map(({ localName }) => localName)).toContain(method);
    }
  });

  test.each(byName)("%s is offered by REST where the contract says", (_, operation) => {
    const contract = bindingsOf(operation);
    expect(operation.rest.slice(0, contract.length)).toEqual(contract);
    // What names an organization by its external id for reading does so for changing it: more than the contract has.
    for (const { path } of operation.rest.slice(contract.length)) expect(path).toMatch(/^\/organizations:external\//);
  });

  test.each(byName)("%s says that it counts when that is in its answer", (_, { output, counts = false }) => {
    const fields = output instanceof z.ZodObject ? Object.keys(output.shape) : [];
    expect(counts).toBe(fields.some((field) => field === "total_size" || field === "count"));
  });

  const byScope = operations.flatMap((operation) =>
    scopesOf(operation).map((scope) => [nameOf(operation), scope, operation] as const),
  );
  test.each(byScope)("%s is refused on both wires without %s", async (_, needed, operation) => {
    const caller = await api(scopes.filter((scope) => scope !== needed));
    const method = operation.service.methods.find(({ localName }) => localName === operation.method);
    const service = services.find(({ typeName }) => typeName === operation.service.typeName);
    if (!service || !method) throw new Error("It is not in the contract.");
    const error = await call(caller, service, method);
    expect(error?.findDetails(ErrorInfoSchema)[0]?.errorCode).toBe("PERMISSION_DENIED");
    for (const { method: verb, path, body } of operation.rest) {
      const { status, body: problem } = await caller.rest(
        verb.toUpperCase(),
        path.replaceAll(/\{\w+\}/g, "x"),
        body && {},
      );
      expect([status, (problem as JsonObject).code]).toEqual([403, "PERMISSION_DENIED"]);
    }
  });
});

test("what counts all there is leaves the database room for everything else", async () => {
  const [counting, other] = [await api(), await api()];
  await Promise.all([counting.rest("GET", "/roles"), other.rest("GET", "/roles")]);
  const [listings, waiting] = await installation.transaction(async (tx) => {
    await tx.execute(sql`lock table organizations in access exclusive mode`);
    const listings = Promise.all(Array.from({ length: 20 }, () => counting.rest("GET", "/organizations")));
    expect((await other.rest("GET", "/roles")).status).toBe(200);
    const { rows } = await tx.execute<{ number: number }>(
      sql`select count(*)::int as number from pg_locks where not granted and relation = 'organizations'::regclass`,
    );
    return [listings, rows[0]?.number];
  });
  expect(waiting).toBeLessThanOrEqual(3);
  expect((await listings).map(({ status }) => status)).toEqual(Array(20).fill(200));
});

describe("the document of REST", () => {
  type Described = { parameters?: { name: string; in: string }[] };

  test("has every operation, with what its path and its query say", async () => {
    const { body } = await (await api()).rest("GET", "/openapi.json");
    const { paths } = body as { paths: Record<string, Record<string, Described>> };
    const saidIn = (place: string, { parameters = [] }: Described = {}) =>
      parameters.filter((parameter) => parameter.in === place).map(({ name }) => name);
    for (const { rest } of operations) {
      for (const { method, path } of rest) {
        const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        expect([path, saidIn("path", paths[path]?.[method])]).toEqual([path, named]);
      }
    }
    expect(saidIn("query", paths["/users/{user_id}/sessions"]?.get)).toEqual([
      "page_size",
      "page_token",
      "filter.status",
      "filter.start_time",
      "filter.end_time",
    ]);
    expect(saidIn("query", paths["/organizations/{organization_id}/domains/{id}"]?.get)).toEqual([]);
  });
});

/** google.api.http, which the descriptors carry as an option they have no name for. */
const httpRule = 72295728;
const verbs: Record<number, Binding["method"]> = { 2: "get", 3: "put", 4: "post", 5: "delete", 6: "patch" };
const [bodyField, moreField] = [7, 11];

function bindingsOf({ service, method }: Operation): Binding[] {
  const options = service.methods.find(({ localName }) => localName === method)?.proto.options;
  const rule = options?.$unknown?.find(({ no }) => no === httpRule);
  if (!rule) throw new Error(`The contract has no binding of ${method}.`);
  return readRule(new BinaryReader(rule.data).bytes());
}

function readRule(bytes: Uint8Array): Binding[] {
  const reader = new BinaryReader(bytes);
  const own: Partial<Binding> = {};
  const more: Binding[] = [];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    const verb = verbs[field];
    if (verb) Object.assign(own, { method: verb, path: reader.string().replace(/^\/api\/v1/, "") });
    else if (field === bodyField) own.body = reader.string();
    else if (field === moreField) more.push(...readRule(reader.bytes()));
    else reader.skip(type, field);
  }
  return [own as Binding, ...more];
}
