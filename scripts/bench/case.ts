import type { Load } from "./load.ts";

/** What people and products do, by its letter in the report. */
export const operations = {
  a: "First sign-in (OIDC callback)",
  b: "Create workspace (form post)",
  c: "Portal /o/[slug]",
  d: "Door /login/[slug]",
  e: "Sign-in page",
  f: "Portal /o/[slug]",
  g: "Door /login/[slug], not in memory",
  h: "Door at a host of its own, not in memory",
  i: "Create workspace (form post)",
  j: "Operator's list",
  k: "Token endpoint, client_credentials",
  l: "Token endpoint, code exchange",
  m: "Token endpoint, refresh",
  n: "API, create an organization (REST)",
  o: "API, get an organization (REST)",
  p: "API, create an organization (gRPC)",
  q: "API, get an organization (gRPC)",
} as const;

export type OperationId = keyof typeof operations;

/** Operations that share the floors of another: a static page is one, and so is what a call of the API asks of the database. */
const shared: Partial<Record<OperationId, OperationId>> = { e: "d", p: "n", q: "o" };

/** The operation whose floors stand beside this one. */
export const besideOf = (operation: OperationId): OperationId => shared[operation] ?? operation;

/** Those that are about how many organizations there are. */
export const atScale: readonly OperationId[] = ["f", "g", "h", "i", "j"];

/** Who does it: Foyer or a floor; or Foyer with so many organizations, or that deep in a list. */
export type Kind = "foyer" | "next" | "exchange" | "node" | "provider" | "thousand" | "million" | "first" | "deep";

/** One thing that is measured: an operation as Foyer does it, or a floor beside it. */
export type Case = {
  operation: OperationId;
  kind: Kind;
  name: string;
  port: number;
  once: boolean;
  /** Requests are calls of gRPC. */
  isRpc?: boolean;
  expect: Load["expect"];
  /** Requests to send, at least `count` of them where each is good for one use. */
  requests(count: number): Promise<string[]>;
};
