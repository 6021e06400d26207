import type { Server } from "node:http";
import { factsHeader, type PageFacts, type ProviderPage, type ProviderPages } from "#lib/tokens/pages";
import { render } from "./renderer.ts";
import { newNonce } from "./security-headers.ts";

type Options = {
  /** Next, behind a server without a port. */
  inner: Server;
  host: string;
  policy: (scripts: string[], leadsTo?: string) => string;
};

/** The pages that the OpenID Provider shows by itself, drawn by Next from what it says in a header that nobody outside can speak. */
export function makeProviderPages({ inner, host, policy }: Options): ProviderPages {
  async function draw(facts: PageFacts, leadsTo: string | null = null): Promise<ProviderPage> {
    const csp = policy([`'nonce-${newNonce()}'`], leadsTo ? new URL(leadsTo).origin : undefined);
    const { body } = await render(inner, `/oauth/${facts.page}`, {
      host,
      accept: "text/html",
      "user-agent": "foyer",
      "accept-encoding": "identity",
      "content-security-policy": csp,
      [factsHeader]: Buffer.from(JSON.stringify(facts)).toString("base64url"),
    });
    return {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "content-security-policy": csp,
      },
      body: body.toString("utf8"),
    };
  }
  return {
    error: (error, description) => draw({ page: "error", error, description: description ?? null }),
    signOut: ({ leadsTo, ...facts }) => draw({ page: "sign-out", ...facts }, leadsTo),
    signedOut: (application) => draw({ page: "signed-out", application }),
  };
}
