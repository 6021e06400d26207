import type { KoaContextWithOIDC } from "oidc-provider";

/** What the provider shows people, as whole pages: whoever makes the provider draws them. */
export type ProviderPages = {
  /** A request that cannot go on and must not be sent back to where it says it came from. */
  error(error: string, description: string | undefined): Promise<ProviderPage>;
  /** Asks whether to sign out. `proof` is what the form has to send along. */
  signOut(facts: {
    action: string;
    proof: string;
    application: string | null;
    leadsTo: string | null;
  }): Promise<ProviderPage>;
  /** After that, where the application named no way back. */
  signedOut(application: string | null): Promise<ProviderPage>;
};
export type ProviderPage = { headers: Record<string, string>; body: string };

/** Answers with a page as it was drawn. */
export function sendPage(ctx: KoaContextWithOIDC, { headers, body }: ProviderPage): void {
  ctx.set(headers);
  ctx.body = body;
}

/** The request header in which the front process tells a page of the provider's what to show. Nobody outside can speak it. */
export const factsHeader = "x-foyer-provider";

/** What one of the provider's own pages shows. */
export type PageFacts =
  | { page: "error"; error: string; description: string | null }
  | { page: "sign-out"; action: string; proof: string; application: string | null }
  | { page: "signed-out"; application: string | null };

/** The facts of a page, or null when it was opened by its address. */
export function factsOf<Page extends PageFacts["page"]>(header: string | null, page: Page) {
  if (header === null) return null;
  const facts = JSON.parse(Buffer.from(header, "base64url").toString("utf8")) as PageFacts;
  return facts.page === page ? (facts as Extract<PageFacts, { page: Page }>) : null;
}
