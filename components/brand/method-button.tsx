import type { SignInMethod } from "#lib/auth/types";
import { cx } from "../ui/class-names.ts";
import { MethodIcon } from "./method-icon.tsx";

type MethodButtonProps = {
  method: SignInMethod;
  /** Solid as long as this browser remembers no other method that the door offers. */
  isDefault?: boolean;
  /** In a preview: nothing remembers it and nothing is sent. */
  preview?: boolean;
};

const labelOf = ({ id, name }: SignInMethod) => (id === "passkey" ? "Sign in with a passkey" : `Continue with ${name}`);

/** One way in. Posts `method` with the form it stands in. */
export function MethodButton({ method, isDefault, preview }: MethodButtonProps) {
  return (
    <button
      type={method.id === "passkey" || preview ? "button" : "submit"}
      name={preview ? undefined : "method"}
      value={preview ? undefined : method.id}
      data-method={preview ? undefined : method.id}
      data-default={isDefault || undefined}
      className={cx("method", method.id === "passkey" && !preview && "needs-script")}
    >
      <MethodIcon id={method.id} />
      <span className="min-w-0 [overflow-wrap:anywhere]">{labelOf(method)}</span>
      <span className="last-used">Last used</span>
    </button>
  );
}
