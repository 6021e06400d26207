import { signInMethods } from "#lib/auth/providers";
import { doorAddress } from "#lib/door-address";
import { env } from "#lib/env";
import { noun } from "#lib/noun";
import type { PublicBrand } from "#lib/organizations/types";
import { Door, type DoorError } from "../brand/door.tsx";
import { PasskeyButton } from "./passkey-button.tsx";

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
};

/** The door to sign in at, with every way in that this installation offers. It reads no cookie and no header. */
export function SignInDoor(props: SignInDoorProps) {
  const { brand, callbackUrl, lead, elsewhere = `Another ${noun.one}`, error, email } = props;
  return (
    <Door
      brand={brand}
      title={`Sign in to ${brand?.displayName ?? "Foyer"}`}
      lead={brand ? doorAddress(brand.slug).label : lead}
      methods={signInMethods()}
      hidden={{ callbackUrl, organization: brand?.slug }}
      passkey={<PasskeyButton callbackUrl={callbackUrl} />}
      error={error}
      email={email}
      footStart={
        env.SIGN_UP === "on" ? (
          <>
            New here?{" "}
            <a className="link" href="/sign-up">
              Create an account
            </a>
          </>
        ) : null
      }
      footEnd={
        <a className="link" href="/login">
          {elsewhere}
        </a>
      }
    />
  );
}
