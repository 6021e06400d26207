import { type DescField, type DescMessage, fromJson, type JsonObject, type JsonValue } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { makeDomain, makeMember, makeSession } from "#db/testing/factories";
import { services } from "#lib/api/contract";
import type { Operation } from "#lib/api/operation";
import { withApi } from "../../../testing/api.ts";
import { operations } from "./all.ts";

/** Text that breaks things, in every field of every request that takes text, on both wires: it is refused, not found or taken. */

const api = withApi();

const hostile = [
  "",
  "\0",
  "a\0b",
  "\ud800abc",
  "\u202eabc",
  "__proto__",
  "%",
  "..",
  "' or 1=1 --",
  "0000-01-01T00:00:00Z",
  "9999-12-31T23:59:59-23:59",
  "2026-01-01T00:00:00+23:59",
  "-1",
  "1e400",
  "99999999999999999999",
  "a".repeat(10_000),
];

type Known = Record<string, string>;

/** Things that are there, under the names that requests call them by, so that what else a request says is looked at. */
async function makeKnown({ service }: Operation): Promise<Known> {
  const { user, context } = await makeMember();
  const { id: session } = await makeSession(user.id);
  const name = `orion-${process.pid}-${Date.now()}-${Math.random().toString(36).slice(2)}`;
  const { id: domain } = await makeDomain(context.organizationId, `${name}.com`, { createdVia: "operator" });
  const organization = context.organizationId;
  const kind = service.typeName.split(".").at(-2) ?? "";
  const id = { organizations: organization, users: user.id, domains: domain }[kind] ?? organization;
  return {
    id,
    organization_id: organization,
    org_id: organization,
    user_id: user.id,
    session_id: session,
    role_name: "member",
    permission_name: "x",
  };
}

/** Every place in a message where `value` could be said, as a request that says it there and is right elsewhere. */
function* requests(message: DescMessage, value: string, known: Known, depth = 0): Generator<JsonObject> {
  const rest = (but: DescField): JsonObject =>
    Object.fromEntries(
      message.fields
        .filter((field) => field.name in known && field !== but && !(field.oneof && field.oneof === but.oneof))
        .map((field) => [field.name, known[field.name] ?? ""]),
    );
  for (const field of message.fields) {
    for (const inner of within(field, value, depth)) yield { ...rest(field), [field.name]: inner };
  }
}

function* within(field: DescField, value: string, depth: number): Generator<JsonValue> {
  const message = field.message;
  const moment = message?.typeName === "google.protobuf.Timestamp";
  if (field.fieldKind === "map") yield* [{ [value]: "x" }, { key: value }];
  else if (message && !moment && depth < 3) {
    for (const inner of requests(message, value, {}, depth + 1)) yield field.fieldKind === "list" ? [inner] : inner;
  } else yield field.fieldKind === "list" ? [value] : value;
}

test.each(operations.map((operation) => [`${operation.service.typeName}.${operation.method}`, operation] as const))(
  "%s takes no harm from text",
  async (_, operation) => {
    const [caller, known] = [await api(), await makeKnown(operation)];
    const service = services.find(({ typeName }) => typeName === operation.service.typeName);
    const method = service?.methods.find(({ localName }) => localName === operation.method);
    const [binding] = operation.rest;
    if (!service || !method || !binding) throw new Error("It is not in the contract.");
    const client = caller.grpc(service) as unknown as Record<string, (request: object) => Promise<unknown>>;
    const offences: unknown[] = [];
    const say = async (request: JsonObject) => {
      const { status } = await caller.rest(binding.method.toUpperCase(), ...asRest(binding, request));
      if (status >= 500 && status !== 501) offences.push([status, request]);
      const message = readable(method.input, request);
      const refused = await (message && client[method.localName]?.(message))?.then(
        () => "",
        (error: Error) => error.message,
      );
      if (/\[(?:internal|unknown|unavailable)\]/.test(refused ?? "")) offences.push([refused, request]);
    };
    for (const value of hostile) await Promise.all([...requests(method.input, value, known)].map(say));
    expect(offences).toEqual([]);
  },
  60_000,
);

/** Some requests can only be said over REST: a word where a number belongs has no place in a message. */
function readable(schema: DescMessage, request: JsonObject) {
  try {
    return fromJson(schema, request);
  } catch {
    return null;
  }
}

function asRest({ path, body }: Operation["rest"][number], request: JsonObject): [string, unknown?] {
  const left = { ...request };
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(left[name] ?? "x");
    delete left[name];
    return encodeURIComponent(value.toWellFormed());
  });
  if (body === "*") return [filled, left];
  const { [body ?? ""]: sent = {}, ...asked } = left;
  const query = new URLSearchParams(
    Object.entries(asked).flatMap(([name, value]) =>
      typeof value === "object" && value !== null
        ? Object.entries(value).map(([part, inner]): [string, string] => [`${name}.${part}`, String(inner)])
        : [[name, String(value)] as [string, string]],
    ),
  );
  const address = query.size > 0 ? `${filled}?${query}` : filled;
  return body ? [address, sent] : [address];
}
