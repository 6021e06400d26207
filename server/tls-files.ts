import { readFileSync, unwatchFile, watchFile } from "node:fs";
import { createSecureContext } from "node:tls";
import { type Environment, EnvironmentError } from "#lib/env";

export type KeyPair = { cert: Buffer; key: Buffer };

type TlsSettings = Pick<Environment, "TLS_CERT_FILE" | "TLS_KEY_FILE">;

/**
 * Reads the certificate and its key, when the environment names them.
 * @throws EnvironmentError when they cannot be read, or do not belong together
 */
export function readKeyPair(settings: TlsSettings): KeyPair | undefined {
  if (!settings.TLS_CERT_FILE) return undefined;
  const pair = { cert: read(settings, "TLS_CERT_FILE"), key: read(settings, "TLS_KEY_FILE") };
  try {
    createSecureContext(pair);
  } catch (error) {
    throw new EnvironmentError(
      `TLS_CERT_FILE and TLS_KEY_FILE must be a certificate and its own key, in PEM and without a passphrase (${reason(error)}).`,
    );
  }
  return pair;
}

function read(settings: TlsSettings, name: keyof TlsSettings): Buffer {
  try {
    return readFileSync(settings[name] ?? "");
  } catch (error) {
    throw new EnvironmentError(`${name} cannot be read: ${reason(error)}.`);
  }
}

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));

type Watch = { onChange: (pair: KeyPair) => void; onError: (error: Error) => void; interval?: number };

/**
 * Reads the pair again whenever one of its files has changed: certificates are renewed while Foyer runs. Of a pair that is not whole,
 * or not yet, only the error is told.
 * @returns what ends it
 */
export function watchKeyPair(settings: TlsSettings, { onChange, onError, interval = 5_000 }: Watch): () => void {
  const files = [settings.TLS_CERT_FILE, settings.TLS_KEY_FILE].filter((file) => file !== undefined);
  const readAgain = () => {
    try {
      const pair = readKeyPair(settings);
      if (pair) onChange(pair);
    } catch (error) {
      onError(error as Error);
    }
  };
  // Asked for and not announced: renewals move links and folders, of which watchers of files hear nothing.
  for (const file of files) watchFile(file, { interval, persistent: false }, readAgain);
  return () => {
    for (const file of files) unwatchFile(file, readAgain);
  };
}
