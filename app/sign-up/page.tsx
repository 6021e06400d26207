import type { Metadata } from "next";
import { signInMethods } from "#lib/auth/providers";
import { env } from "#lib/env";
import { noun } from "#lib/noun";
import { Door } from "@/components/brand/door";
import { Button } from "@/components/ui/button";

export const metadata: Metadata = { title: "Create an account" };

/** As sign-in, without passkeys: one belongs to someone who has an account. */
export default function SignUpPage() {
  if (env.SIGN_UP === "off") return <NoSignUp />;
  return (
    <Door
      brand={null}
      title="Create your account"
      lead={`You get ${noun.a} with it. Name it next.`}
      methods={signInMethods().filter(({ id }) => id !== "passkey")}
      hidden={{ callbackUrl: "/home", intent: "sign-up" }}
      emailLabel="E-mail me a link to start"
      footStart={
        <>
          Have an account?{" "}
          <a className="link" href="/sign-in">
            Sign in
          </a>
        </>
      }
    />
  );
}

function NoSignUp() {
  return (
    <Door
      brand={null}
      title="No sign-ups here"
      lead="The people who run this installation decide who has an account. Ask them for one."
    >
      <Button href="/sign-in" variant="solid" size="large" wide>
        Sign in
      </Button>
    </Door>
  );
}
