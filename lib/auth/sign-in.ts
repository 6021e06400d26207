import { cookies } from "next/headers";
import type { Account, NextAuthConfig, Profile } from "next-auth";
import { encode } from "next-auth/jwt";
import { env } from "#lib/env";
import { AppError } from "#lib/errors";
import { provisionFirstSignIn } from "#lib/provisioning/mutations";
import { newcomerRefusal } from "#lib/provisioning/rules";
import type { ProviderAccount } from "#lib/provisioning/types";
import { limitSignInLinks } from "#lib/rate-limit";
import { cookieNames, cookieOptions } from "./cookies.ts";
import { linkLifetimeSeconds, sendConfirmationLink } from "./magic-link.ts";
import { issuerOf } from "./providers.ts";
import { type AuthRequest, authRequest } from "./request-context.ts";
import { verifiedEmail } from "./rules.ts";

type SignInCallback = NonNullable<NonNullable<NextAuthConfig["callbacks"]>["signIn"]>;

/** Where someone goes who cannot be let in now. Auth.js asks the redirect callback about it, which takes it from us alone. */
function detour(address: string): string {
  authRequest().detour = address;
  return address;
}

/** Where a sign-in that cannot go on says why; the page knows the sentence of each code. */
const refused = (error: string) => detour(`/sign-in/continue?error=${error}`);

/**
 * Auth.js asks this before it lets anyone in. For OAuth and OIDC it is where a first sign-in becomes a user with an
 * organization, so that Auth.js then finds an account it knows. A string is a place to go instead.
 */
export const authorizeSignIn: SignInCallback = async ({ user, account, profile, email }) => {
  if (account?.type === "email") {
    // When a link is asked for, known and unknown addresses are alike; when it is used, its person has proved theirs.
    if (!email?.verificationRequest) return authRequest().knownPerson || admitNewcomer(user.email ?? "");
    return mailing(async () => {
      await limitSignInLinks(user.email ?? "", authRequest().ip);
      return true;
    });
  }
  // A passkey belongs to someone already; registering one without a session never gets here (lib/auth/route.ts).
  if (account?.type === "webauthn") return true;
  if (!account || !profile) return false;
  return authorizeProvider(account, profile);
};

/** What may fail because mail is limited, or its server away: the person then reads so. */
async function mailing(work: () => Promise<true | string>): Promise<true | string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) return refused(error.code === "limit" ? "TooManyLinks" : "MailUnavailable");
    throw error;
  }
}

const newcomerErrors = { closed: "SignUpClosed", disposable: "SignUpDisposable", public: "SignUpPublic" } as const;

function admitNewcomer(email: string): true | string {
  const refusal = newcomerRefusal(email, env);
  return refusal === null || refused(newcomerErrors[refusal]);
}

async function authorizeProvider(account: Account, profile: Profile): Promise<true | string> {
  const request = authRequest();
  const { email, verified } = verifiedEmail(account.provider, profile);
  const { provider, providerAccountId } = account;
  const identity = { provider, issuer: issuerOf(provider), providerAccountId, email };
  if (request.linkingTo) {
    // Auth.js goes on with the signed-in person: it links, or finds the identity theirs, or refuses when it is someone else's.
    request.linkingEmail = email;
    return true;
  }
  if (request.knownAccount) return true;
  if (!email) return refused("NoEmail");
  const prove = () => mailing(() => askForProof({ ...identity, email }, request));
  if (!verified) return prove();
  const person = {
    email,
    name: profile.name ?? null,
    givenName: profile.given_name ?? null,
    familyName: profile.family_name ?? null,
    image: typeof profile.picture === "string" ? profile.picture : null,
  };
  try {
    await provisionFirstSignIn(person, identity, request.ip);
    return true;
  } catch (error) {
    // The address belongs to someone who never proved it here.
    if (error instanceof AppError && error.code === "conflict") return prove();
    if (error instanceof AppError && error.code === "forbidden") return admitNewcomer(email);
    throw error;
  }
}

/** The provider did not vouch for the address: a link goes there, and the identity waits in a sealed cookie of this browser. */
async function askForProof(identity: ProviderAccount & { email: string }, request: AuthRequest): Promise<string> {
  const jar = await cookies();
  const callbackUrl = jar.get(cookieNames.callbackUrl)?.value ?? null;
  await sendConfirmationLink(identity.email, request.ip, callbackUrl);
  const sealed = await encode({
    token: identity,
    secret: env.AUTH_SECRET,
    salt: cookieNames.unconfirmed,
    maxAge: linkLifetimeSeconds,
  });
  jar.set(cookieNames.unconfirmed, sealed, cookieOptions(linkLifetimeSeconds));
  return detour("/sign-in/check-mail?reason=confirm");
}
