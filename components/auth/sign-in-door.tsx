import { signInMethods } from "#lib/auth/providers";
import { organizationIn } from "#lib/auth/rules";
import { doorAddress, hostAddress } from "#lib/door-address";
import { env } from "#lib/env";
import { noun } from "#lib/noun";
import type { PublicBrand } from "#lib/organizations/types";
import { requestIn } from "#lib/tokens/requests/rules";
import { Door, type DoorError } from "../brand/door.tsx";
import { PasskeyButton, PasskeyLink } from "./passkey-button.tsx";

type SignInDoorProps = {
  /** Whose door it is; null is Foyer's own. */
  brand: PublicBrand | null;
  /** Where the person is led once they are in. */
  callbackUrl: string;
  /** The line under the title of Foyer's own; an organization's door has its address there. */
  lead?: string;
  /** The way on for someone who wants another door. */
  elsewhere?: string;
  error?: DoorError | null;
  /** The address to keep in the field. */
  email?: string;
  /** The organization's own host that this door is at. Signing in happens on APP_URL, so all of it leads there. */
  host?: string;
};

/** The door for the other kind of visitor, or for one who tries again, who wants to be led to the same place. */
export function otherDoor(intent: "sign-in" | "sign-up", callbackUrl: string): string {
  if (callbackUrl.startsWith("/home")) return `/${intent}`;
  const organization = intent === "sign-in" ? organizationIn(callbackUrl, env.APP_URL) : null;
  const more = { ...(organization && { organization }), ...(intent === "sign-up" && { intent }) };
  return `/sign-in/continue?${new URLSearchParams({ callbackUrl, ...more })}`;
}

/** The door to sign in at, with every way in that this installation offers. It reads no cookie and no header. */
export function SignInDoor(props: SignInDoorProps) {
  const { brand, callbackUrl, lead, elsewhere = `Another ${noun.one}`, error, email, host } = props;
  const origin = host ? env.APP_URL : "";
  const address = brand && (host ? hostAddress(host) : doorAddress(brand.slug));
  return (
    <Door
      brand={brand}
      title={`Sign in to ${brand?.displayName ?? "Foyer"}`}
      lead={address ? address.label : lead}
      methods={signInMethods()}
      action={`${origin}/api/sign-in`}
      hidden={{ callbackUrl, organization: brand?.slug }}
      passkey={
        brand && host ? (
          <PasskeyLink href={`${origin}/login/${brand.slug}`} />
        ) : (
          <PasskeyButton callbackUrl={callbackUrl} />
        )
      }
      error={error}
      email={email}
      footStart={
        env.SIGN_UP === "on" ? (
          <>
            New here?{" "}
            <a className="link" href={`${origin}${otherDoor("sign-up", callbackUrl)}`}>
              Create an account
            </a>
          </>
        ) : null
      }
      footEnd={
        // An application that waits has said which door.
        requestIn(callbackUrl) ? null : (
          <a className="link" href={`${origin}/login`}>
            {elsewhere}
          </a>
        )
      }
    />
  );
}
