import { customFetch, type NextAuthConfig, type Profile } from "next-auth";
import GitHub from "next-auth/providers/github";
import Google from "next-auth/providers/google";
import MicrosoftEntraId from "next-auth/providers/microsoft-entra-id";
import Nodemailer from "next-auth/providers/nodemailer";
import Passkey from "next-auth/providers/passkey";
import { mailIsPossible } from "#lib/email/transport";
import { env } from "#lib/env";
import { randomToken } from "#lib/secrets";
import { linkLifetimeSeconds, sendSignInLink } from "./magic-link.ts";
import { providerFetch } from "./provider-fetch.ts";
import { normalizeEmail } from "./rules.ts";
import type { SignInMethod } from "./types.ts";

type Provider = NextAuthConfig["providers"][number];

/** The shared part of a profile: Foyer keeps names and the address, never a provider's token or picture bytes. */
function person(profile: Profile) {
  return {
    name: profile.name ?? null,
    email: profile.email ?? null,
    image: typeof profile.picture === "string" ? profile.picture : null,
  };
}

function google(): Provider {
  return Google({
    clientId: env.AUTH_GOOGLE_ID,
    clientSecret: env.AUTH_GOOGLE_SECRET,
    checks: ["pkce", "state", "nonce"],
    [customFetch]: providerFetch,
  });
}

/**
 * GitHub's profile shows one public address and does not say whether it is proven, so the list of addresses is fetched too and
 * lib/auth/rules.ts picks from it.
 */
function github(): Provider {
  const web = env.AUTH_GITHUB_URL?.replace(/\/$/, "");
  const api = web ? `${web}/api/v3` : "https://api.github.com";
  return GitHub({
    clientId: env.AUTH_GITHUB_ID,
    clientSecret: env.AUTH_GITHUB_SECRET,
    ...(web && { enterprise: { baseUrl: web } }),
    checks: ["pkce", "state"],
    [customFetch]: providerFetch,
    userinfo: {
      url: `${api}/user`,
      async request({ tokens }: { tokens: { access_token?: string } }) {
        const headers = { Authorization: `Bearer ${tokens.access_token}`, "User-Agent": "Foyer" };
        const [user, emails] = await Promise.all(
          ["/user", "/user/emails"].map(async (path) => {
            const response = await providerFetch(`${api}${path}`, { headers });
            if (!response.ok) throw new Error(`GitHub answered ${response.status} to ${path}.`);
            return response.json();
          }),
        );
        return { ...user, emails };
      },
    },
  });
}

function microsoft(): Provider {
  return MicrosoftEntraId({
    clientId: env.AUTH_MICROSOFT_ENTRA_ID_ID,
    clientSecret: env.AUTH_MICROSOFT_ENTRA_ID_SECRET,
    issuer: env.AUTH_MICROSOFT_ENTRA_ID_ISSUER,
    authorization: { params: { scope: "openid profile email" } },
    checks: ["pkce", "state", "nonce"],
    // Auth.js would fetch the picture from Microsoft Graph; Foyer shows none, so no request leaves for it.
    profile: (profile) => ({ id: profile.sub, ...person({ ...profile }) }),
  });
}

function openId(): Provider {
  return {
    id: "oidc",
    name: env.AUTH_OIDC_NAME,
    type: "oidc",
    issuer: env.AUTH_OIDC_ISSUER,
    clientId: env.AUTH_OIDC_ID,
    clientSecret: env.AUTH_OIDC_SECRET,
    authorization: { params: { scope: "openid profile email" } },
    checks: ["pkce", "state", "nonce"],
    [customFetch]: providerFetch,
    profile: (profile: Profile) => ({ id: profile.sub ?? "", ...person(profile) }),
  } as Provider;
}

function email(): Provider {
  return Nodemailer({
    // Foyer sends through lib/email; Auth.js only insists that a server is named.
    server: { host: "127.0.0.1" },
    from: env.EMAIL_FROM ?? "foyer@localhost",
    maxAge: linkLifetimeSeconds,
    generateVerificationToken: randomToken,
    normalizeIdentifier(identifier) {
      const normalized = normalizeEmail(identifier);
      if (!normalized.ok) throw new Error("The address is not one that mail can be sent to.");
      return normalized.email;
    },
    sendVerificationRequest: ({ identifier, token, url }) =>
      sendSignInLink({ email: identifier, token, callbackUrl: new URL(url).searchParams.get("callbackUrl") }),
  });
}

type Offer = { method: SignInMethod; provider: () => Provider; offered: () => boolean };

/** Every way to sign in that Foyer knows, in the order of the buttons. `email` is Auth.js' "nodemailer". */
const offers: readonly Offer[] = [
  { method: { id: "google", name: "Google" }, provider: google, offered: () => !!env.AUTH_GOOGLE_ID },
  {
    method: { id: "microsoft-entra-id", name: "Microsoft" },
    provider: microsoft,
    offered: () => !!env.AUTH_MICROSOFT_ENTRA_ID_ID,
  },
  { method: { id: "github", name: "GitHub" }, provider: github, offered: () => !!env.AUTH_GITHUB_ID },
  { method: { id: "oidc", name: "OpenID" }, provider: openId, offered: () => !!env.AUTH_OIDC_ID },
  {
    method: { id: "passkey", name: "passkey" },
    provider: () => Passkey({ relayingParty: { name: "Foyer" } }),
    offered: () => true,
  },
  { method: { id: "email", name: "e-mail" }, provider: email, offered: mailIsPossible },
];

/** The ways to sign in that this installation offers, each because its variables are set. */
export function signInMethods(): SignInMethod[] {
  return offers
    .filter((offer) => offer.offered())
    .map(({ method }) => (method.id === "oidc" ? { ...method, name: env.AUTH_OIDC_NAME } : method));
}

/** The same, as Auth.js wants them. */
export function authProviders(): Provider[] {
  return offers.filter((offer) => offer.offered()).map((offer) => offer.provider());
}

/** Auth.js' name of a method. */
export function providerId(method: SignInMethod["id"]): string {
  return method === "email" ? "nodemailer" : method;
}

/** Who names the subjects of a provider as it is configured now: an account counts for that issuer only. */
export function issuerOf(provider: string): string {
  const issuers: Record<string, string | undefined> = {
    google: "https://accounts.google.com",
    github: env.AUTH_GITHUB_URL ?? "https://github.com",
    "microsoft-entra-id": env.AUTH_MICROSOFT_ENTRA_ID_ISSUER,
    oidc: env.AUTH_OIDC_ISSUER,
  };
  return (issuers[provider] ?? "").replace(/\/$/, "");
}
