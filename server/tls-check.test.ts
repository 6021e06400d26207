import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import type { HostDoor } from "#lib/organizations/hosts/queries";
import { createFront, type FrontOptions } from "./front.ts";
import { render } from "./renderer.ts";

const open: HostDoor = {
  brand: { organizationId: "org_1", displayName: "Orion", slug: "orion", color: null, logo: null },
  open: true,
  moved: null,
};
const doors: Record<string, HostDoor> = {
  "orion.foyer.example": open,
  "auth.orion.com": open,
  "old.foyer.example": { ...open, moved: { to: "http://orion.foyer.example:3000", whole: true } },
  "shut.foyer.example": { ...open, open: false },
};

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A front that answers nothing else. */
function start(subdomains: boolean): Server {
  const server = createServer(
    createFront({
      settings: { APP_URL: "http://foyer.example:3000", secure: false } as FrontOptions["settings"],
      trust: {
        appUrl: new URL("http://foyer.example:3000"),
        hops: 0,
        dev: false,
        cookies: { session: "foyer.session", callbackUrl: "foyer.callback-url" },
      },
      database: { connected: true, listening: true, answers: async () => true },
      pages: { get: () => Promise.reject(new Error("No page is asked for.")) },
      doors: { find: async ({ host }) => doors[host] ?? null },
      subdomains,
      next: () => Promise.reject(new Error("Next is not asked.")),
    }),
  );
  servers.push(server);
  return server;
}

async function ask(server: Server, domain: string, host = "foyer.example:3000"): Promise<number> {
  return (await render(server, `/tls-check?domain=${domain}`, { host })).status;
}

describe("the question of a proxy whether it may get a certificate", () => {
  test.each([
    ["foyer.example", 200],
    ["orion.foyer.example", 200],
    ["ORION.foyer.example", 200],
    ["auth.orion.com", 200],
    // A former label only leads on: anyone can have many.
    ["old.foyer.example", 404],
    ["shut.foyer.example", 404],
    ["nobody.foyer.example", 404],
    ["evil.example", 404],
    ["auth.orion.com:443", 404],
    ["auth.orion.com.", 404],
    ["10.0.0.1", 404],
    ["", 404],
  ])("about %s is answered %i", async (domain, status) => {
    const server = start(true);
    for (const host of ["foyer.example:3000", "localhost:3000"]) expect(await ask(server, domain, host)).toBe(status);
  });

  test("is no for labels where nobody said that they lead here", async () => {
    const server = start(false);
    expect(await ask(server, "foyer.example")).toBe(200);
    expect(await ask(server, "auth.orion.com")).toBe(200);
    expect(await ask(server, "orion.foyer.example")).toBe(404);
  });

  test("needs a name", async () => {
    expect((await render(start(true), "/tls-check", { host: "foyer.example" })).status).toBe(404);
  });
});
