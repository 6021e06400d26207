/** A decoded and re-encoded logo, ready to store. */
export type ProcessedLogo = {
  /** SHA-256 of the WebP, hex. */
  hash: string;
  webp: Buffer;
  png: Buffer;
  width: number;
  height: number;
  /** `#rrggbb` proposed from the picture, or null when it has no colour of its own. */
  color: string | null;
};
