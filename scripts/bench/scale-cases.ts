import { sha256 } from "#lib/secrets";
import type { Case } from "./case.ts";
import { formPosts } from "./form-requests.ts";
import type { Installation } from "./installation.ts";
import { sessionCookie } from "./sign-in-requests.ts";
import { request } from "./wire.ts";

/** The same requests to a small and a large installation. */
export function makeScaleCases(thousand: Installation, million: Installation): Case[] {
  return [...casesOf("thousand", thousand), ...casesOf("million", million), ...listsOf(million)];
}

/** The operators' list where it begins and far down. */
function listsOf(installation: Installation): Case[] {
  const { port, deep } = installation;
  const list = (kind: "first" | "deep", name: string, path: string): Case => ({
    operation: "j",
    kind,
    name,
    port,
    once: false,
    expect: { status: 200 },
    requests: async () => [request({ port, path, cookies: cookiesOf(installation, 0) })],
  });
  return [
    list("first", "the first page", "/admin"),
    list("deep", "900,000 deep", `/admin?after=${encodeURIComponent(deep)}`),
  ];
}

function casesOf(kind: "thousand" | "million", installation: Installation): Case[] {
  const { count, port, seats, addresses } = installation;
  const base = { kind, name: `${count.toLocaleString("en")} organizations`, port };
  const page = { ...base, once: false, expect: { status: 200 } };
  // Of every kind, in no order.
  const hosts = [...addresses.slug.map((slug) => `${slug}.localhost`), ...addresses.domain, ...addresses.hostname]
    .map((host) => ({ host, place: sha256(host) }))
    .toSorted((one, other) => (one.place < other.place ? -1 : 1));
  const portals = seats.map((_, index) =>
    request({ port, path: `/o/${seats[index]?.slug}`, cookies: cookiesOf(installation, index) }),
  );
  return [
    { ...page, operation: "f", requests: async () => portals },
    {
      ...page,
      operation: "g",
      once: true,
      requests: forgotten(
        installation,
        addresses.slug.map((slug) => request({ port, path: `/login/${slug}` })),
      ),
    },
    {
      ...page,
      operation: "h",
      once: true,
      requests: forgotten(
        installation,
        hosts.map(({ host }) => request({ port, host, path: "/" })),
      ),
    },
    {
      ...base,
      operation: "i",
      once: true,
      expect: { status: 303, location: "/o/orion-\\d+" },
      requests: posts(installation),
    },
  ];
}

export function cookiesOf({ seats }: Installation, index: number): string {
  return `${sessionCookie}=${seats[index]?.token}`;
}

/** Each of `all` at most once at a time, when the server has no page in memory. */
function forgotten(installation: Installation, all: string[]) {
  let at = 0;
  return async (count: number) => {
    await installation.forget();
    return Array.from({ length: Math.min(count, all.length) }, () => all[at++ % all.length] ?? "");
  };
}

function posts(installation: Installation) {
  let forms: (() => string)[] | null = null;
  const people = installation.seats.slice(0, 64);
  return async (count: number) => {
    forms ??= await Promise.all(
      people.map((_, index) =>
        formPosts({ port: installation.port, path: "/organizations/new", cookies: cookiesOf(installation, index) }),
      ),
    );
    return Array.from({ length: count }, (_, index) => forms?.[index % forms.length]?.() ?? "");
  };
}
