import type { Metadata } from "next";
import { noun } from "#lib/noun";
import { SignInDoor } from "@/components/auth/sign-in-door";

export const metadata: Metadata = { title: "Sign in" };

/** The same for everyone, and cached: what concerns one visitor is /sign-in/continue. */
export default function SignInPage() {
  return (
    <SignInDoor brand={null} callbackUrl="/home" lead="Pick up where you left off." elsewhere={`Find my ${noun.one}`} />
  );
}
