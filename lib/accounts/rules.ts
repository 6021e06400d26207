import type { Passkey } from "./types.ts";

/**
 * What a passkey is called on screen. WebAuthn tells neither a model nor a name that could be trusted, only how the key is
 * kept and reached (WebAuthn Level 3, §5.8.4 and §6.1.3).
 */
export function passkeyName({ deviceType, transports }: Pick<Passkey, "deviceType" | "transports">): string {
  if (deviceType === "multiDevice") return "Synced passkey";
  const reached = (transports ?? "").split(",");
  return reached.includes("usb") || reached.includes("nfc") ? "Security key" : "Passkey on one device";
}

type Ways = {
  /** Whether this installation can mail a sign-in link. */
  mail: boolean;
  /** Linked providers, one entry an identity. */
  providers: readonly string[];
  passkeys: number;
};

/**
 * Whether a person who has these ways left could still sign in. A provider counts while the installation offers it: one that
 * was switched off lets nobody in.
 */
export function canSignIn({ mail, providers, passkeys }: Ways, offered: readonly string[]): boolean {
  return mail || passkeys > 0 || providers.some((provider) => offered.includes(provider));
}
