import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { type Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { apiPath } from "./address.ts";
import { ApiError, apiErrors, toApiError } from "./errors.ts";
import { authenticate, credentialsOf, type Gate } from "./gate.ts";
import { type Answer, once } from "./idempotency.ts";
import { openApiDocument } from "./openapi.ts";
import { type Binding, type Operation, perform, scopesOf } from "./operation.ts";
import { operations } from "./operations/all.ts";
import { addReference } from "./reference.ts";

/** REST under /api/v1: each operation where its bindings say. */

type Env = { Bindings: { incoming: IncomingMessage } };

/** The listener for requests to REST. */
export function makeRest(gate: Gate): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const app = new Hono<Env>().basePath(apiPath);
  const methods = new Map<string, string[]>();
  for (const operation of operations) {
    for (const binding of operation.rest) {
      const path = routeOf(binding.path);
      methods.set(path, [...(methods.get(path) ?? []), binding.method.toUpperCase()]);
      app.on(binding.method.toUpperCase(), path, (context) => answer(context, gate, operation, binding));
    }
  }
  const document = JSON.stringify(openApiDocument(operations));
  app.get("/openapi.json", (context) => context.body(document, 200, { "content-type": "application/json" }));
  addReference(app);
  for (const [path, allowed] of methods) {
    app.all(path, (context) => {
      context.header("allow", allowed.join(", "));
      return problem(context, new ApiError("INVALID_ARGUMENT", "That method is not answered here."), { status: 405 });
    });
  }
  app.notFound((context) =>
    problem(context, new ApiError("NOT_FOUND", "There is no such path. See /api/v1/openapi.json.")),
  );
  app.onError((error, context) => problem(context, toApiError(error)));
  // The globals of this process are Next's too.
  return getRequestListener(app.fetch, { overrideGlobalObjects: false });
}

/** `/organizations/{id}:verify` as the router writes it. */
function routeOf(path: string): string {
  return path.replace(/\{(\w+)\}(:\w+)?/g, (_, name: string, verb?: string) =>
    verb ? `:${name}{[^/:]+${verb}}` : `:${name}`,
  );
}

async function answer(context: Context<Env>, gate: Gate, operation: Operation, binding: Binding): Promise<Response> {
  try {
    const caller = await authenticate(gate, credentialsOf(context.env.incoming), scopesOf(operation));
    const body = binding.body ? await textOf(context) : "";
    const work = async (repeatKey?: string): Promise<Answer> => {
      const raw = inputOf(context, binding, body);
      const answered = await perform(operation, caller, raw, {
        version: expectedVersion(context, operation),
        ...(repeatKey && { repeatKey }),
      });
      return { status: operation.status ?? 200, body: answered };
    };
    const key = operation.status === 201 ? context.req.header("idempotency-key") : undefined;
    const { method, path } = context.req;
    const asked = [method, path, body].join("\n");
    return send(context, operation, key === undefined ? await work() : await once({ ...caller, key, asked }, work));
  } catch (error) {
    return problem(context, toApiError(error), { within: binding.body });
  }
}

/** The body. One that breaks off, or is too large, is no defect of ours; whoever sent it may be gone. */
async function textOf(context: Context): Promise<string> {
  try {
    return await context.req.text();
  } catch {
    throw invalid("", "The body broke off.");
  }
}

/** The input as one object: what the path says, what the query says, and the body where the binding puts it. */
function inputOf(context: Context<Env>, { path, body: place }: Binding, text: string): Record<string, unknown> {
  const named = context.req.param() as Record<string, string>;
  // The router takes a verb at the end for a part of what stands before it.
  for (const [, name = "", verb = ""] of path.matchAll(/\{(\w+)\}(:\w+)/g))
    named[name] = named[name]?.slice(0, -verb.length) ?? "";
  const asked = askedIn(context);
  for (const name of Object.keys(asked)) if (Object.hasOwn(named, name)) throw invalid(name, "It is said twice.");
  const input: Record<string, unknown> = { ...asked, ...named };
  if (place === undefined) return input;
  const sent = text === "" ? {} : readJson(context, text);
  if (place !== "*") return { ...input, [place]: sent };
  if (typeof sent !== "object" || sent === null || Array.isArray(sent)) throw invalid("", "Send a JSON object.");
  for (const name of Object.keys(sent)) if (Object.hasOwn(input, name)) throw invalid(name, "It is said twice.");
  return { ...sent, ...input };
}

/** The query: `filter.status` is a part of `filter`, and what is said several times is a list. */
function askedIn(context: Context<Env>): Record<string, unknown> {
  const said = Object.entries(context.req.queries()).map(([name, values]): [string, unknown] => [
    name,
    values.length > 1 ? values : values[0],
  ]);
  const outerOf = (name: string) => name.slice(0, name.indexOf("."));
  const inner = Map.groupBy(
    said.filter(([name]) => name.includes(".")),
    ([name]) => outerOf(name),
  );
  const outer = [...inner].map(([name, parts]): [string, unknown] => [
    name,
    Object.fromEntries(parts.map(([whole, value]) => [whole.slice(name.length + 1), value])),
  ]);
  return Object.fromEntries([...outer, ...said.filter(([name]) => !name.includes("."))]);
}

function readJson(context: Context<Env>, text: string): unknown {
  const type = context.req.header("content-type") ?? "";
  if (!/^application\/(?:[\w.-]+\+)?json *(?:;|$)/i.test(type))
    throw invalid("", "Send JSON, and Content-Type: application/json.");
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("", "The body is no JSON.");
  }
}

const invalid = (field: string, message: string) =>
  new ApiError("INVALID_ARGUMENT", field ? `${field}: ${message}` : message, {
    violations: field ? [{ field, message }] : [],
  });

/** RFC 9110, 13.1.1: the version that a change is meant for. */
function expectedVersion(context: Context<Env>, { versionOf }: Operation): string | null {
  const condition = context.req.header("if-match");
  if (!versionOf || condition === undefined || condition === "*") return null;
  // A weak one, a list or anything else is no version there ever was: it does not match.
  return /^"([^"]*)"$/.exec(condition)?.[1] ?? "";
}

function send(context: Context<Env>, { versionOf }: Operation, { status, body }: Answer): Response {
  context.header("cache-control", "no-store");
  if (versionOf) {
    const etag = `"${versionOf(body as never)}"`;
    context.header("etag", etag);
    if (context.req.method === "GET" && context.req.header("if-none-match") === etag) return context.body(null, 304);
  }
  return context.json(body as object, status as ContentfulStatusCode);
}

type ProblemOptions = { status?: number; within?: string | undefined };

/** RFC 9457, with the code that gRPC has too, and what is wrong with each field. */
function problem(
  context: Context,
  error: ApiError,
  { status = apiErrors[error.code].status, within }: ProblemOptions = {},
): Response {
  const { code, message: detail, violations, retryAfter, requestId } = error;
  const inBody = within ? `${within}.` : "";
  const errors = violations.map(({ field, message }) => ({
    field: field.startsWith(inBody) ? field.slice(inBody.length) : field,
    message,
  }));
  context.header("cache-control", "no-store");
  if (status === 401) context.header("www-authenticate", "Bearer");
  if (retryAfter) context.header("retry-after", String(retryAfter));
  const title = STATUS_CODES[status];
  const body = {
    title,
    status,
    detail,
    code,
    ...(errors.length > 0 && { errors }),
    ...(requestId && { request_id: requestId }),
  };
  return context.body(JSON.stringify(body), status as ContentfulStatusCode, {
    "content-type": "application/problem+json",
  });
}
