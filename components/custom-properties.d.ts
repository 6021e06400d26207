import "react";

declare module "react" {
  /** CSS custom properties are properties of a style too: "--side", and those of a brand. */
  interface CSSProperties {
    [property: `--${string}`]: string | number | undefined;
  }
}
