import NextAuth, { type NextAuthConfig } from "next-auth";
import { env } from "#lib/env";
import { log } from "#lib/logger";
import { permissionsOf } from "#lib/roles/rules";
import { randomToken } from "#lib/secrets";
import type { LiveSession } from "#lib/sessions/types";
import { adapter } from "./adapter.ts";
import { authCookies } from "./cookies.ts";
import { authProviders } from "./providers.ts";
import { detourOf } from "./request-context.ts";
import { safeCallbackUrl } from "./rules.ts";
import { authorizeSignIn } from "./sign-in.ts";

/** Made once, at the first request: the environment does not change, and `next build` has none. */
let config: NextAuthConfig | undefined;

function makeConfig(): NextAuthConfig {
  return {
    adapter,
    providers: authProviders(),
    secret: env.AUTH_SECRET,
    // The address comes from AUTH_URL (lib/env.ts sets it to APP_URL), never from a header; there is nothing to distrust.
    trustHost: true,
    useSecureCookies: env.secure,
    cookies: authCookies(),
    experimental: { enableWebAuthn: true },
    session: {
      strategy: "database",
      maxAge: env.SESSION_ABSOLUTE_SECONDS,
      // Auth.js would write the deadline now and then; the read does it (lib/sessions/queries.ts).
      updateAge: env.SESSION_ABSOLUTE_SECONDS,
      generateSessionToken: randomToken,
    },
    pages: {
      signIn: "/sign-in/continue",
      error: "/sign-in/continue",
      verifyRequest: "/sign-in/check-mail",
      signOut: "/account",
    },
    callbacks: {
      signIn: authorizeSignIn,
      redirect: ({ url }) => new URL(url === detourOf() ? url : safeCallbackUrl(url, env.APP_URL), env.APP_URL).href,
      session({ session }) {
        // A whitelist: Auth.js hands over the row with the cookie token, and whatever is returned reaches the browser.
        const { live } = session as unknown as { live: LiveSession };
        const { id, name, email, image } = live.user;
        const { organization } = live;
        return {
          user: { id, name, email, image },
          oid: organization?.id ?? null,
          sid: live.id,
          roles: organization ? [organization.role] : [],
          permissions: organization
            ? [...permissionsOf(organization.role), ...organization.applicationPermissions]
            : [],
          expires: live.expires.toISOString() as string & Date,
        };
      },
    },
    logger: {
      // Kinds only: messages and causes of these errors can hold tokens and addresses.
      error: (error) => log().warn({ error: kindOf(error), cause: causeName(error) }, "sign-in failed"),
      warn: (code) => log().debug({ code }, "auth warning"),
      debug: () => {},
    },
  };
}

/** Auth.js' errors keep their kind in `type`; their class names do not survive the bundler. */
function kindOf(error: Error): string {
  return "type" in error && typeof error.type === "string" ? error.type : error.name;
}

function causeName(error: Error): string | undefined {
  const cause = error.cause as { err?: Error } | Error | undefined;
  if (cause instanceof Error) return cause.name;
  return cause?.err?.name;
}

/**
 * Auth.js. `auth()` gives the session to any server code of an application built in this house; Foyer's own pages use the gates.
 * @public
 */
export const { handlers, auth, signIn, signOut } = NextAuth(() => {
  config ??= makeConfig();
  return config;
});
