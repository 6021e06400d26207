import { installation } from "#db/client";
import { verificationTokens } from "#db/schema/verification-tokens";
import { signInLinkMessage } from "#lib/email/sign-in-link";
import { sendMail } from "#lib/email/transport";
import { env } from "#lib/env";
import { findPublicBrand } from "#lib/organizations/queries";
import { limitSignInLinks } from "#lib/rate-limit";
import { randomToken, sha256 } from "#lib/secrets";
import { organizationIn, safeCallbackUrl } from "./rules.ts";

export const linkLifetimeSeconds = 30 * 60;

type SignInLink = { email: string; token: string; callbackUrl: string | null; confirms?: boolean };

/**
 * Mails a link to the page whose one button completes sign-in. The link itself changes nothing when it is followed, because
 * mail scanners follow links. The host is ours by configuration, never the request's. The mail wears the brand of the organization
 * that the link leads to, as the page does: what any stranger sees at its door, and no word of the request.
 */
export async function sendSignInLink({ email, token, callbackUrl, confirms = false }: SignInLink): Promise<void> {
  const link = new URL("/sign-in/confirm", env.APP_URL);
  const to = safeCallbackUrl(callbackUrl, env.APP_URL);
  link.search = new URLSearchParams({ token, email, callbackUrl: to }).toString();
  const organization = organizationIn(to, env.APP_URL);
  const brand = organization ? await findPublicBrand(organization) : null;
  const minutes = linkLifetimeSeconds / 60;
  await sendMail(await signInLinkMessage({ to: email, link: link.href, minutes, brand, confirms }));
}

/**
 * Asks for a proof of an address that a provider named without vouching for it. The same kind of link as any other, made here
 * because Auth.js makes one only when a person asks for it.
 * @throws AppError limit, or unavailable when mail cannot be sent
 */
export async function sendConfirmationLink(
  email: string,
  ip: string | null,
  callbackUrl: string | null,
): Promise<void> {
  await limitSignInLinks(email, ip);
  const token = randomToken();
  await installation.insert(verificationTokens).values({
    // As Auth.js hashes its own tokens, since Auth.js will look this one up.
    tokenHash: sha256(`${token}${env.AUTH_SECRET}`),
    identifier: email,
    expiresAt: new Date(Date.now() + linkLifetimeSeconds * 1000),
  });
  await sendSignInLink({ email, token, callbackUrl, confirms: true });
}
