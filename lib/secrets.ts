import { createHash, randomBytes } from "node:crypto";

/** 32 random bytes, base64url: for cookies and links. Only its hash is ever stored. */
export function randomToken(): string {
  return randomBytes(32).toString("base64url");
}

/** SHA-256 in hex. Right for random tokens of 128 bits and more; never for anything a person chose. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
