import type { Metadata } from "next";
import { env } from "#lib/env";
import { SignUpDoor } from "@/components/auth/sign-up-door";
import { Door } from "@/components/brand/door";
import { Button } from "@/components/ui/button";

export const metadata: Metadata = { title: "Create an account" };

/** The same for everyone, and cached; what somebody typed and has to change is /sign-in/continue. */
export default function SignUpPage() {
  if (env.SIGN_UP === "on") return <SignUpDoor callbackUrl="/home" />;
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
