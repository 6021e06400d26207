import type { SigningAlgorithm } from "#lib/applications/types";

/** A key that tokens are signed or verified with, as JSON Web Keys (RFC 7517). */
export type SigningKey = {
  kid: string;
  algorithm: SigningAlgorithm;
  publicJwk: Record<string, string>;
  /** Null when it was sealed with another AUTH_SECRET. */
  privateJwk: Record<string, string> | null;
  signsFrom: Date;
  publishedUntil: Date | null;
  /** Whether its time to sign has come. */
  signs: boolean;
};
