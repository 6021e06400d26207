import type { Metadata } from "next";
import { signInMethods } from "#lib/auth/providers";
import { noun } from "#lib/noun";
import { PasskeyButton } from "@/components/auth/passkey-button";
import { Door } from "@/components/brand/door";

export const metadata: Metadata = { title: "Sign in" };

/** The same for everyone, and cached: what concerns one visitor is /sign-in/continue. */
export default function SignInPage() {
  return (
    <div className="min-h-svh">
      <Door
        brand={null}
        title="Sign in to Foyer"
        lead="Pick up where you left off."
        methods={signInMethods()}
        hidden={{ callbackUrl: "/home" }}
        passkey={<PasskeyButton callbackUrl="/home" />}
        footStart={
          <>
            New here?{" "}
            <a className="link" href="/sign-up">
              Create an account
            </a>
          </>
        }
        footEnd={
          <a className="link" href="/login">
            Find my {noun.one}
          </a>
        }
      />
    </div>
  );
}
