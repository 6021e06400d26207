import type { IncomingMessage, ServerResponse } from "node:http";
import type { JWTVerifyGetKey } from "jose";
import { userinfo } from "#lib/tokens/userinfo";
import { formOf } from "./request-form.ts";

/**
 * The UserInfo endpoint. RFC 6750: the token in the Authorization header, or in a form. Any origin may ask, since whoever asks has
 * the token.
 */
export async function answerUserinfo(
  request: IncomingMessage,
  response: ServerResponse,
  keys: JWTVerifyGetKey,
): Promise<void> {
  response.setHeader("access-control-allow-origin", "*");
  response.setHeader("cache-control", "no-store");
  if (request.method === "OPTIONS") {
    response.setHeader("access-control-allow-methods", "GET, POST");
    response.setHeader("access-control-allow-headers", "authorization, content-type");
    response.writeHead(204).end();
    return;
  }
  if (request.method !== "GET" && request.method !== "POST") {
    response.writeHead(405, { allow: "GET, POST" }).end();
    return;
  }
  const token = await bearerOf(request);
  const claims = token ? await userinfo(token, keys) : null;
  if (claims) return sendJson(response, 200, claims);
  // Who sends nothing learns what to send; RFC 6750, 3.1 wants no error code then.
  const problem = { error: "invalid_token", error_description: "The access token is not good, or no longer." };
  response.setHeader(
    "www-authenticate",
    token ? `Bearer error="${problem.error}", error_description="${problem.error_description}"` : "Bearer",
  );
  return sendJson(response, 401, token ? problem : {});
}

async function bearerOf(request: IncomingMessage): Promise<string | null> {
  const { authorization = "" } = request.headers;
  const inHeader = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
  if (inHeader || request.method !== "POST") return inHeader ?? null;
  const [token, ...more] = (await formOf(request))?.getAll("access_token") ?? [];
  return more.length > 0 ? null : (token ?? null);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(body));
}
