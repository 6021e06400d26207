import type { Instrumentation } from "next";

/**
 * Next calls this for every error of a page, action or route that nothing caught. Logged under the digest that the error page shows;
 * never the message, which can hold SQL and its parameters.
 */
export const onRequestError: Instrumentation.onRequestError = async (error, _request, { routePath, routeType }) => {
  const { logUnexpected } = await import("#lib/logger");
  const digest = typeof error === "object" && error !== null && "digest" in error ? String(error.digest) : undefined;
  logUnexpected(error, { digest, routePath, routeType });
};
