import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";

/** 32 random bytes, base64url: for cookies and links. Only its hash is ever stored. */
export function randomToken(): string {
  return randomBytes(32).toString("base64url");
}

/** SHA-256 in hex. Right for random tokens of 128 bits and more; never for anything a person chose. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A secret of an application or of a client of the API: what is shown once, and what is kept of it. */
export function newClientSecret(): { secret: string; hash: string; hint: string } {
  const secret = `sks_${randomToken()}`;
  return { secret, hash: sha256(secret), hint: secret.slice(-4) };
}

const [ivBytes, tagBytes] = [12, 16];

/** A key of its own for each purpose, so that nothing sealed for one opens as another (RFC 5869). */
function keyFor(purpose: string, secret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", `foyer ${purpose}`, 32));
}

/**
 * AES-256-GCM, for what has to be read again and must not be readable in the database alone.
 * @param purpose which kind of thing it is: part of the key
 * @param owner which one of them it is: what is sealed for one opens for no other
 * @param secret AUTH_SECRET
 */
export function seal(text: string, purpose: string, owner: string, secret: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv("aes-256-gcm", keyFor(purpose, secret), iv).setAAD(Buffer.from(owner));
  return Buffer.concat([iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64url");
}

/** What was sealed, or null: sealed with another secret, for something else, or damaged. */
export function unseal(sealed: string, purpose: string, owner: string, secret: string): string | null {
  const bytes = Buffer.from(sealed, "base64url");
  if (bytes.length < ivBytes + tagBytes) return null;
  const decipher = createDecipheriv("aes-256-gcm", keyFor(purpose, secret), bytes.subarray(0, ivBytes))
    .setAAD(Buffer.from(owner))
    .setAuthTag(bytes.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
