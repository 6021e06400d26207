import { Ajv2020, type AnySchema } from "ajv/dist/2020.js";
import { makeApiClient, makeMember, makeSession } from "#db/testing/factories";
import { expect, test } from "../support/browser.ts";
import { Client } from "../support/client.ts";
import { target } from "../support/environment.ts";
import { json } from "../support/tokens.ts";

/** The running server is held against the document that it serves: whoever generates a client of it gets what it says. */

type Response = { content?: Record<string, { schema: AnySchema }> };
type Described = { operationId: string; responses: Record<string, Response> };
type OpenApi = { paths: Record<string, Record<string, Described>>; components: unknown };

let count = 0;
const fresh = (stem: string) => `${stem}${process.pid}x${Date.now().toString(36)}x${++count}`;

const read = async (path: string) => (await (await fetch(`${target.baseUrl}/api/v1${path}`)).json()) as OpenApi;

/** Nothing is answered that the document does not name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return "properties" in inner && !("additionalProperties" in inner)
    ? { ...inner, additionalProperties: false }
    : inner;
}

function validator(document: OpenApi) {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  ajv.addFormat("date-time", (text: string) => /^\d{4}-\d\d-\d\dT.+Z$/.test(text) && !Number.isNaN(Date.parse(text)));
  ajv.addSchema({ $id: "openapi", ...(closed(document) as object) });
  return (path: string, method: string, status: string, type: string) => {
    const pointer = ["paths", path, method, "responses", status, "content", type, "schema"];
    const escaped = pointer.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")));
    const validate = ajv.compile({ $ref: `openapi#/${escaped.join("/")}` });
    return (body: unknown) => (validate(body) ? [] : (validate.errors ?? []).map((error) => JSON.stringify(error)));
  };
}

async function makeCaller() {
  const { id, secret } = await makeApiClient();
  const form = { grant_type: "client_credentials", client_id: id, client_secret: secret };
  const { access_token: token } = json(await new Client().send("POST", "/oauth/token", { form }));
  return async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${target.baseUrl}/api/v1${path}`, {
      method: method.toUpperCase(),
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const type = (response.headers.get("content-type") ?? "").replace(/;.*/, "");
    return { status: response.status, type, body: (await response.json()) as never };
  };
}

test("every operation answers as the document says, and nothing is left out of either", async () => {
  const document = await read("/openapi.json");
  const schemaOf = validator(document);
  const send = await makeCaller();
  const left = new Set(
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    ),
  );
  /** Calls an operation with these values in its path, and looks whether the answer is what was described. */
  async function perform<Body>(
    operation: string,
    values: Record<string, string> = {},
    { query = "", body }: { query?: string; body?: unknown } = {},
  ): Promise<Body> {
    const [method = "", path = ""] = operation.split(" ");
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? "none"));
    const answer = await send(method, filled + query, body);
    const [status = ""] = Object.keys(document.paths[path]?.[method]?.responses ?? {});
    expect([operation, answer.status, answer.body]).toEqual([operation, Number(status), answer.body]);
    expect([operation, schemaOf(path, method, status, "application/json")(answer.body)]).toEqual([operation, []]);
    left.delete(operation);
    return answer.body;
  }
  type One = { organization: { id: string } };

  const [externalId, plan] = [fresh("customer_/"), { plan: "gold" }];
  const whole = { display_name: "Orion", slug: fresh("orion"), external_id: externalId, metadata: plan };
  const logo_url = "https://cdn.orion-analytics.com/logo.png";
  const made = await perform<One>("post /organizations", {}, { body: { ...whole, logo_url } });
  const { id } = made.organization;
  const at = { id, organization_id: id, org_id: id, external_id: externalId };
  await perform("get /organizations", {}, { query: "?page_size=2" });
  await perform("get /organizations:search", {}, { query: `?query=${whole.slug}` });
  await perform("get /organizations/{id}", at);
  await perform("get /organizations:external/{external_id}", at);
  await perform("patch /organizations/{id}", at, { body: { display_name: "Lyra" } });
  await perform("patch /organizations:external/{external_id}", at, { body: { metadata: { plan: "free" } } });
  const features = [{ name: "sso", enabled: true }];
  await perform("patch /organizations/{id}/settings", at, { body: { features } });
  const management = "/organizations/{organization_id}/settings/usermanagement";
  await perform(`patch ${management}`, at, { body: { settings: { max_allowed_users: 5 } } });
  await perform(`get ${management}`, at);
  await perform("get /organizations/{organization_id}/session-policy", at);
  await perform("get /organizations/{organization_id}/application-session-policy", at);

  const links = "/organizations/{id}/portal_links";
  const { link } = await perform<{ link: { id: string } }>(`put ${links}`, at, { query: "?features=sso" });
  await perform(`get ${links}`, at);
  await perform(`delete ${links}/{link_id}`, { ...at, link_id: link.id });
  await perform(`delete ${links}`, at);

  const domains = "/organizations/{organization_id}/domains";
  const name = `${fresh("orion-")}.com`;
  const { domain } = await perform<{ domain: { id: string } }>(`post ${domains}`, at, { body: { domain: name } });
  const domainAt = { organization_id: id, id: domain.id };
  await perform(`get ${domains}`, at);
  await perform(`get ${domains}/{id}`, domainAt);
  await perform(`patch ${domains}/{id}:verify`, domainAt);
  await perform(`delete ${domains}/{id}`, domainAt);

  const { user, context } = await makeMember("member");
  const person = { id: user.id, user_id: user.id, external_id: fresh("person_") };
  const inside = {
    ...person,
    organization_id: context.organizationId,
    org_id: context.organizationId,
    role_name: "member",
  };
  await perform("patch /users/{id}", person, {
    body: { external_id: person.external_id, metadata: { team: "engines" } },
  });
  await perform("get /users/{id}", person);
  await perform("get /users:external/{external_id}", person);
  await perform("patch /users:external/{external_id}", person, { body: { user_profile: { given_name: "Ada" } } });
  await perform("get /users");
  await perform("get /users:search", {}, { query: `?query=${encodeURIComponent(user.email)}` });
  await perform("get /organizations/{organization_id}/users", inside);
  await perform("get /organizations/{organization_id}/users:search", inside, { query: "?query=ada" });
  await perform("get /organizations/{organization_id}/users/{user_id}/roles", inside);

  const permission = { name: fresh("read:"), description: "Read." };
  const named = { ...inside, permission_name: permission.name };
  await perform("post /permissions", {}, { body: permission });
  await perform("get /permissions", {}, { query: "?page_size=2" });
  await perform("get /permissions/{permission_name}", named);
  await perform("put /permissions/{permission_name}", named, { body: { ...permission, description: "Read all." } });
  const granted = { body: { permission_names: [permission.name] } };
  await perform("post /roles/{role_name}/permissions", inside, granted);
  await perform("get /organizations/{organization_id}/users/{user_id}/permissions", inside);
  await perform("get /roles/{role_name}/permissions", inside);
  await perform("get /roles/{role_name}/permissions:all", inside);
  await perform("get /roles", {}, { query: "?include=permissions" });
  await perform("get /roles/{role_name}", inside);
  await perform("get /roles/{role_name}/users:count", inside);
  await perform("get /organizations/{org_id}/roles", inside);
  await perform("get /organizations/{org_id}/roles/{role_name}", inside);
  await perform("get /organizations/{org_id}/roles/{role_name}/users:count", inside);
  await perform("delete /roles/{role_name}/permissions/{permission_name}", named);
  await perform("delete /permissions/{permission_name}", named);

  const session = await makeSession(user.id);
  await makeSession(user.id);
  await perform("get /sessions/{session_id}", { session_id: session.id });
  await perform("get /users/{user_id}/sessions", person);
  await perform("post /sessions/{session_id}/revoke", { session_id: session.id });
  await perform("post /users/{user_id}/sessions/revoke", person);

  const { organization } = await perform<One>("post /organizations", {}, { body: { display_name: "Bare" } });
  await perform("delete /organizations/{id}", { id: organization.id });
  await perform("delete /organizations:external/{external_id}", at);
  expect([...left]).toEqual([]);
});

test("what is refused is a problem as the document says", async () => {
  const schemaOf = validator(await read("/openapi.json"));
  const send = await makeCaller();
  const refused = {
    400: () => send("post", "/organizations", { display_name: "", extra: 1 }),
    404: () => send("get", "/organizations/org_1"),
    401: () =>
      fetch(`${target.baseUrl}/api/v1/organizations/org_1`).then(async (answer) => ({
        status: answer.status,
        type: answer.headers.get("content-type"),
        body: await answer.json(),
      })),
  };
  for (const [status, call] of Object.entries(refused)) {
    const answer = await call();
    expect([answer.status, answer.type]).toEqual([Number(status), "application/problem+json"]);
    expect(schemaOf("/organizations/{id}", "get", "default", "application/problem+json")(answer.body)).toEqual([]);
  }
});
