import { env } from "#lib/env";

/** Where the API answers over HTTP. */
export const apiPath = "/api/v1";

/** What access tokens for the API say they are for. No application's tokens may say it. */
export function apiAudience(): string {
  return `${env.APP_URL}${apiPath}`;
}

/** Whether a path is the API's. */
export function isApiPath(path = ""): boolean {
  return path === apiPath || path.startsWith(`${apiPath}/`) || path.startsWith(`${apiPath}?`);
}
