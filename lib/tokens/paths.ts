/** Where the provider answers. Clients of other products know these paths by heart, so none of them can change. */

export const paths = {
  discovery: "/.well-known/openid-configuration",
  authorization: "/oauth/authorize",
  token: "/oauth/token",
  introspection: "/oauth/introspect",
  revocation: "/oauth/revoke",
  jwks: "/keys",
  userinfo: "/userinfo",
  end_session: "/oidc/logout",
} as const;

/** The same as paths.discovery, where OAuth looks for it (RFC 8414, 3). */
export const oauthDiscovery = "/.well-known/oauth-authorization-server";

/** Where the form of the sign-out page goes, and where whoever has no way back ends: the library puts both below end_session. */
export const signOutPaths = { confirm: `${paths.end_session}/confirm`, success: `${paths.end_session}/success` };

/** Where a waiting request goes on when it was answered: the provider's own address for it. */
export function resumeAddress(uid: string): string {
  return `${paths.authorization}/${uid}`;
}
