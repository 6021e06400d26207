import { MethodIcon } from "../brand/method-icon.tsx";
import { PasskeyTrigger } from "./passkey-trigger.tsx";

const id = "passkey";

/** Sign in with a passkey, drawn like the method buttons beside it; only the press itself is sent to the browser as script. */
export function PasskeyButton({ callbackUrl }: { callbackUrl: string }) {
  return (
    <PasskeyTrigger id={id} callbackUrl={callbackUrl}>
      <Face />
    </PasskeyTrigger>
  );
}

/**
 * The way to that button, for a door on an organization's own host: passkeys belong to APP_URL. The button has the focus there, so
 * that one more press is all it takes.
 */
export function PasskeyLink({ href }: { href: string }) {
  return (
    <a href={`${href}#${id}`} className="method needs-script no-underline" data-method="passkey">
      <Face />
    </a>
  );
}

function Face() {
  return (
    <>
      <MethodIcon id="passkey" />
      <span>Sign in with a passkey</span>
      <span className="last-used">Last used</span>
    </>
  );
}
