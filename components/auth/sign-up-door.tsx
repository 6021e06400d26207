import { signInMethods } from "#lib/auth/providers";
import { noun } from "#lib/noun";
import { Door, type DoorError } from "../brand/door.tsx";
import { otherDoor } from "./sign-in-door.tsx";

type SignUpDoorProps = {
  /** Where the person is led once they are in. */
  callbackUrl: string;
  /** The sentence about what comes after. */
  next?: string;
  error?: DoorError | null;
  /** The address to keep in the field. */
  email?: string;
};

/** As the door to sign in at, without passkeys: one belongs to someone who has an account. */
export function SignUpDoor({ callbackUrl, next = "Name it next.", error, email }: SignUpDoorProps) {
  return (
    <Door
      brand={null}
      title="Create your account"
      lead={`You get ${noun.a} with it. ${next}`}
      methods={signInMethods().filter(({ id }) => id !== "passkey")}
      hidden={{ callbackUrl, intent: "sign-up" }}
      error={error}
      email={email}
      emailLabel="E-mail me a link to start"
      footStart={
        <>
          Have an account?{" "}
          <a className="link" href={otherDoor("sign-in", callbackUrl)}>
            Sign in
          </a>
        </>
      }
    />
  );
}
