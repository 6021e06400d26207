/** A decoded and re-encoded logo, ready to store. */
export type ProcessedLogo = {
  /** SHA-256 of the WebP, hex. */
  hash: string;
  /** As pages show it: one that would be lost on white brings its ground. */
  webp: Buffer;
  /** As it came, see-through where it was. */
  png: Buffer;
  width: number;
  height: number;
  /** `#rrggbb` proposed from the picture, or null when it has no colour of its own. */
  color: string | null;
};
