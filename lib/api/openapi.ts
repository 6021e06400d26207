import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import { env } from "#lib/env";
import { apiPath } from "./address.ts";
import { scopes } from "./clients/rules.ts";
import { apiErrors } from "./errors.ts";
import { type Binding, type Operation, scopesOf, unwrapped } from "./operation.ts";

/** The description of REST that is served as /api/v1/openapi.json (OpenAPI 3.1): made of the schemas that requests are parsed with. */

const problem = z
  .object({
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: "What happened, and what to do about it." }),
    code: z.enum(Object.keys(apiErrors) as [keyof typeof apiErrors]),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
    request_id: z.string().optional().meta({ description: "Under which the log says more." }),
  })
  .meta({ id: "Problem", description: "RFC 9457." });

/** Makes the document. `operations` in the order in which a reader meets them. */
export function openApiDocument(operations: readonly Operation[]): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent("securitySchemes", "client", {
    type: "oauth2",
    description: "The id and secret of an API client, which operators make under /admin/api-clients.",
    flows: {
      clientCredentials: {
        tokenUrl: `${env.APP_URL}/oauth/token`,
        scopes: Object.fromEntries(scopes.map((scope) => [scope, described(scope)])),
      },
    },
  });
  for (const operation of operations) {
    operation.rest.forEach((binding, index) => {
      registry.registerPath(routeOf(operation, binding, index));
    });
  }
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: "3.1.0",
    info: {
      title: "Foyer API",
      version: "1",
      description:
        "Organizations, their people and what belongs to them, for back-ends. Answers are JSON; errors are problem details (RFC 9457).",
    },
    servers: [{ url: env.APP_URL + apiPath }],
  });
}

function described(scope: string): string {
  const [subject, right] = scope.split(":");
  return `${right === "read" ? "Read" : "Change"} ${subject}`;
}

/** `scalekit.v1.organizations.OrganizationService` → `Organizations`. */
const tagOf = ({ service }: Operation) => {
  const name = service.typeName.split(".").at(-2) ?? "";
  return name.charAt(0).toUpperCase() + name.slice(1);
};

function routeOf(operation: Operation, binding: Binding, index: number): RouteConfig {
  const { summary, method, status = 200, output } = operation;
  return {
    method: binding.method,
    path: binding.path,
    operationId: index === 0 ? method : `${method}${index + 1}`,
    summary,
    description: `Needs ${scopesOf(operation)
      .map((scope) => `\`${scope}\``)
      .join(" and ")}.`,
    tags: [tagOf(operation)],
    security: [{ client: [...scopesOf(operation)] }],
    request: requestOf(operation, binding),
    responses: {
      [status]: { description: "Done.", content: { "application/json": { schema: output } } },
      default: { description: "It was not done.", content: { "application/problem+json": { schema: problem } } },
    },
  };
}

/** The parts of the input, where REST puts them. */
function requestOf(
  { input, status, versionOf }: Operation,
  { method, path, body }: Binding,
): RouteConfig["request"] & {} {
  const inPath = new Set([...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name));
  const shape = input.shape as Record<string, z.ZodType>;
  const pick = (wanted: (name: string) => boolean) =>
    z.object(Object.fromEntries(Object.entries(shape).filter(([name]) => wanted(name))));
  // What this path names by an id, another one names by an external id.
  const isNamed = identities.some((name) => inPath.has(name));
  const elsewhere = (name: string) => !inPath.has(name) && name !== body && !(isNamed && identities.includes(name));
  const whole = body === "*" ? pick(elsewhere) : body ? shape[body] : undefined;
  const headers = z.object({
    ...(status === 201 && { "Idempotency-Key": z.string().max(255).optional().meta(repeatable) }),
    ...(versionOf && method === "patch" && { "If-Match": z.string().optional().meta(conditional) }),
  });
  return {
    params: z.object(
      Object.fromEntries(
        // In a path nothing is optional.
        [...inPath].map((name) => [name, unwrapped(shape[name]) as z.ZodType]),
      ),
    ),
    ...(body !== "*" && { query: flat(pick(elsewhere)) }),
    ...(Object.keys(headers.shape).length > 0 && { headers }),
    ...(whole && { body: { required: true, content: { "application/json": { schema: whole } } } }),
  };
}

const identities = ["id", "organization_id", "external_id"];

const repeatable = { description: "Random text. Sent again with the same body within a day, it is answered the same." };
const conditional = { description: "The ETag of the version that is to be changed." };

/** What a query says of an object it says part by part: `filter.status`. */
const flat = ({ shape }: z.ZodObject) =>
  z.object(
    Object.fromEntries(
      Object.entries(shape).flatMap(([name, schema]) => {
        const inner = unwrapped(schema);
        if (!(inner instanceof z.ZodObject)) return [[name, schema]];
        return Object.entries(inner.shape).map(([part, of]) => [`${name}.${part}`, of]);
      }),
    ),
  );
