import type { Metadata } from "next";
import { signInMethods } from "#lib/auth/providers";
import { noun } from "#lib/noun";
import { Door } from "@/components/brand/door";

export const metadata: Metadata = { title: "Create an account" };

/** As sign-in, without passkeys: one belongs to someone who has an account. */
export default function SignUpPage() {
  return (
    <Door
      brand={null}
      title="Create your account"
      lead={`You get ${noun.a} with it. Name it next.`}
      methods={signInMethods().filter(({ id }) => id !== "passkey")}
      hidden={{ callbackUrl: "/home" }}
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
