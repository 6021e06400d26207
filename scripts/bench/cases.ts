import { makeApiCases } from "./api-cases.ts";
import type { Case } from "./case.ts";
import { formPosts } from "./form-requests.ts";
import { callbackRequests, exchangeRequests, sessionCookie, tokenRequests } from "./sign-in-requests.ts";
import type { Stage } from "./stage.ts";
import { makeTokenCases } from "./token-cases.ts";
import { request } from "./wire.ts";

export function makeCases(stage: Stage): Case[] {
  const { ports, seats } = stage;
  const cookiesOf = (index: number) => `${sessionCookie}=${seats[index]?.token}; actor=${index}`;
  const perSeat = (port: number, path: (slug: string) => string, signedIn = true) => {
    const all = seats.map(({ slug }, index) =>
      request({ port, path: path(slug), ...(signedIn && { cookies: cookiesOf(index) }) }),
    );
    return async () => all;
  };
  const posts = (port: number, path: string) => {
    let forms: (() => string)[] | null = null;
    return async (count: number) => {
      forms ??= await Promise.all(seats.map((_, index) => formPosts({ port, path, cookies: cookiesOf(index) })));
      return Array.from({ length: count }, (_, index) => forms?.[index % forms.length]?.() ?? "");
    };
  };
  const { foyer, next, node, provider } = ports;
  const page = { once: false, expect: { status: 200 } };
  // The floors get a request as large as Foyer's, cookies included.
  const floorCallback = (port: number) => async () => [
    ((await callbackRequests(1, ports))[0] ?? "")
      .replace(/^GET [^?]+/, "GET /callback")
      .replaceAll(`localhost:${foyer}`, `localhost:${port}`),
  ];
  const signedIn = { expect: { status: 302, location: ".*/home" } };
  const createNode = posts(next, "/create");
  return [
    {
      operation: "a",
      kind: "foyer",
      name: "Foyer",
      port: foyer,
      once: true,
      ...signedIn,
      requests: (count) => callbackRequests(count, ports),
    },
    {
      operation: "a",
      kind: "next",
      name: "Next route",
      port: next,
      once: false,
      ...signedIn,
      requests: floorCallback(next),
    },
    {
      operation: "a",
      kind: "exchange",
      name: "Next route that also asks for the token",
      port: next,
      once: true,
      ...signedIn,
      requests: (count) => exchangeRequests(count, next, ports),
    },
    {
      operation: "a",
      kind: "node",
      name: "node:http + pg",
      port: node,
      once: false,
      ...signedIn,
      requests: floorCallback(node),
    },
    {
      operation: "a",
      kind: "provider",
      name: "provider's token endpoint alone",
      port: provider,
      once: true,
      expect: { status: 200 },
      requests: (count) => tokenRequests(count, ports),
    },
    {
      operation: "b",
      kind: "foyer",
      name: "Foyer",
      port: foyer,
      once: true,
      expect: { status: 303, location: "/o/orion-\\d+" },
      requests: posts(foyer, "/organizations/new"),
    },
    {
      operation: "b",
      kind: "next",
      name: "Next form action",
      port: next,
      once: true,
      expect: { status: 303, location: "/portal" },
      requests: posts(next, "/create"),
    },
    {
      operation: "b",
      kind: "node",
      name: "node:http + pg",
      port: node,
      once: true,
      expect: { status: 303, location: "/portal" },
      requests: async (count) =>
        (await createNode(count)).map((text) => text.replaceAll(`localhost:${next}`, `localhost:${node}`)),
    },
    {
      operation: "c",
      kind: "foyer",
      name: "Foyer",
      port: foyer,
      ...page,
      requests: perSeat(foyer, (slug) => `/o/${slug}`),
    },
    {
      operation: "c",
      kind: "next",
      name: "Next dynamic page",
      port: next,
      ...page,
      requests: perSeat(next, () => "/portal"),
    },
    {
      operation: "c",
      kind: "node",
      name: "node:http + pg",
      port: node,
      ...page,
      requests: perSeat(node, () => "/portal"),
    },
    {
      operation: "d",
      kind: "foyer",
      name: "Foyer",
      port: foyer,
      ...page,
      requests: perSeat(foyer, (slug) => `/login/${slug}`, false),
    },
    {
      operation: "d",
      kind: "next",
      name: "Next static page",
      port: next,
      ...page,
      requests: perSeat(next, () => "/static", false),
    },
    {
      operation: "d",
      kind: "node",
      name: "node:http",
      port: node,
      ...page,
      requests: perSeat(node, () => "/static", false),
    },
    {
      operation: "e",
      kind: "foyer",
      name: "Foyer",
      port: foyer,
      ...page,
      requests: perSeat(foyer, () => "/sign-in", false),
    },
    ...makeTokenCases(stage),
    ...makeApiCases(stage),
  ];
}
