import type { KoaContextWithOIDC, Provider } from "oidc-provider";
import { env } from "#lib/env";
import { applicationOf } from "./clients.ts";
import { type ProviderPages, sendPage } from "./pages.ts";
import { signOutPaths } from "./paths.ts";

type SignOutState = { secret: string; postLogoutRedirectUri?: string; state?: string };

/** The page that asks whether to sign out. */
export function askToSignOut(pages: ProviderPages) {
  return async (ctx: KoaContextWithOIDC) => {
    const { client, session } = ctx.oidc;
    const state = session?.state as SignOutState | undefined;
    const page = await pages.signOut({
      action: env.APP_URL + signOutPaths.confirm,
      proof: state?.secret ?? "",
      application: client ? applicationOf(client).name : null,
      leadsTo: state?.postLogoutRedirectUri ?? null,
    });
    sendPage(ctx, page);
  };
}

/** The page after it, where the application named no way back. */
export function saySignedOut(pages: ProviderPages) {
  return async (ctx: KoaContextWithOIDC) => {
    const { client } = ctx.oidc;
    sendPage(ctx, await pages.signedOut(client ? applicationOf(client).name : null));
  };
}

/** Who is not signed in has nothing to confirm, and goes on; the library would draw a form that sends itself, by a script. */
export function leaveAtOnce(provider: Provider): void {
  provider.use(async (ctx, next) => {
    await next();
    const { route, session } = ctx.oidc ?? {};
    const waiting = session?.state as SignOutState | undefined;
    if (route !== "end_session" || ctx.status !== 200 || !waiting || session?.accountId) return;
    const { postLogoutRedirectUri, state } = waiting;
    const address = new URL(postLogoutRedirectUri ?? env.APP_URL + signOutPaths.success);
    if (postLogoutRedirectUri && state !== undefined) address.searchParams.set("state", state);
    ctx.status = 303;
    ctx.redirect(address.href);
  });
}
