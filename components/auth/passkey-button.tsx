import { MethodIcon } from "../brand/method-icon.tsx";
import { PasskeyTrigger } from "./passkey-trigger.tsx";

/** Sign in with a passkey, drawn like the method buttons beside it; only the press itself is sent to the browser as script. */
export function PasskeyButton({ callbackUrl }: { callbackUrl: string }) {
  return (
    <PasskeyTrigger callbackUrl={callbackUrl}>
      <MethodIcon id="passkey" />
      <span>Sign in with a passkey</span>
      <span className="last-used">Last used</span>
    </PasskeyTrigger>
  );
}
