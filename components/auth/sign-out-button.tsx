import type { ReactNode } from "react";
import { Button, type ButtonLook } from "../ui/button.tsx";

/** Where every "Sign out" posts to. */
export const signOutAddress = "/api/sign-out";

/** Signs out with a plain form post. */
export function SignOutButton({ children = "Sign out", ...look }: ButtonLook & { children?: ReactNode }) {
  return (
    <form action={signOutAddress} method="post">
      <Button type="submit" {...look}>
        {children}
      </Button>
    </form>
  );
}
