import type { PublicBrand } from "#lib/organizations/types";
import { toMessage } from "./letter.ts";
import type { Message } from "./types.ts";

type SignInLink = {
  to: string;
  link: string;
  minutes: number;
  /** The organization at whose door the sign-in began; null is Foyer's own. */
  brand: PublicBrand | null;
  /** Whether it answers a provider that does not vouch for the address, rather than somebody who typed it. */
  confirms: boolean;
};

const doubt = "If you did not ask for it, leave it: nothing happens until someone opens it and presses the button.";

/** The mail that carries a sign-in link. It says the same to someone known and to someone new. */
export function signInLinkMessage({ to, link, minutes, brand, confirms }: SignInLink): Promise<Message> {
  const validity = `It works once, for ${minutes} minutes.`;
  return toMessage({
    to,
    brand,
    title: (name) => (confirms ? `Confirm your address for ${name}` : `Sign in to ${name}`),
    preview: validity,
    paragraphs: [
      confirms
        ? `The provider you signed in with does not vouch for ${to}. Open this link in the same browser, and you are in. ${validity}`
        : `Open this link to sign in as ${to}. ${validity}`,
    ],
    action: { label: confirms ? "Confirm and sign in" : "Sign in", url: link },
    doubt,
  });
}
