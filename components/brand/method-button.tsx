import type { ComponentProps } from "react";
import type { SignInMethod } from "#lib/auth/types";
import { cx } from "../ui/class-names.ts";
import { MethodIcon } from "./method-icon.tsx";

type MethodButtonProps = ComponentProps<"button"> & {
  method: SignInMethod;
  /** Solid as long as this browser remembers no other method that the door offers. */
  isDefault?: boolean;
  /** In a preview: nothing remembers it and nothing is sent. */
  preview?: boolean;
};

const labelOf = ({ id, name }: SignInMethod) => (id === "passkey" ? "Sign in with a passkey" : `Continue with ${name}`);

/** One way in. Posts `method` with the form it stands in; a passkey's button is given an onClick instead. */
export function MethodButton({ method, isDefault, preview, className, children, ...rest }: MethodButtonProps) {
  return (
    <button
      type={method.id === "passkey" || preview ? "button" : "submit"}
      name={preview ? undefined : "method"}
      value={preview ? undefined : method.id}
      data-method={preview ? undefined : method.id}
      data-default={isDefault || undefined}
      {...rest}
      className={cx("method", method.id === "passkey" && !preview && "needs-script", className)}
    >
      <MethodIcon id={method.id} />
      <span className="min-w-0 [overflow-wrap:anywhere]">{children ?? labelOf(method)}</span>
      <span className="last-used">Last used</span>
    </button>
  );
}
