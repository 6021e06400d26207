/** A parameter of an address's query, as pages are given it. */
export type QueryParameter = string | string[] | undefined;

/** The text of one; "" when it is not there, or more than once. */
export function queryText(parameter: QueryParameter): string {
  return typeof parameter === "string" ? parameter : "";
}
