import type { Config } from "tailwindcss";

const token = (...names: string[]) => Object.fromEntries(names.map((name) => [name, `var(--${name})`]));

/**
 * Names for the tokens of lib/theme.css. Colours, type sizes, radii and shadows replace Tailwind's own: what is not in
 * this list is not in the house.
 */
export default {
  content: [],
  theme: {
    colors: {
      inherit: "inherit",
      current: "currentColor",
      transparent: "transparent",
      page: "var(--bg)",
      ...token("surface", "sunken", "line", "line-strong", "control", "ink", "ink-2", "ink-3"),
      ...token("danger", "danger-soft", "success", "success-soft", "scrim", "ring"),
      ...token("accent", "accent-hover", "accent-foreground", "accent-edge", "accent-text", "accent-soft"),
      ...token("field-1", "field-2", "field-foreground"),
    },
    fontFamily: {
      sans: ["var(--font-geist-sans)", "ui-sans-serif", "system-ui", "sans-serif"],
      mono: ["var(--font-geist-mono)", "ui-monospace", "monospace"],
    },
    fontSize: {
      title: ["1.5rem", { lineHeight: "2rem", letterSpacing: "-0.021em", fontWeight: "600" }],
      body: ["0.9375rem", { lineHeight: "1.5rem", letterSpacing: "-0.006em" }],
      address: ["0.875rem", { lineHeight: "1.5rem", letterSpacing: "-0.01em" }],
      small: ["0.8125rem", { lineHeight: "1.25rem", letterSpacing: "0em" }],
    },
    borderRadius: {
      none: "0",
      tiny: "6px",
      small: "8px",
      control: "10px",
      card: "12px",
      frame: "14px",
      full: "9999px",
    },
    boxShadow: { none: "none", float: "var(--shadow-float)" },
    extend: {
      screens: { wide: "45.0625rem" },
      maxWidth: { page: "74rem", settings: "45rem", form: "30rem", measure: "62ch" },
      transitionDuration: { DEFAULT: "var(--fast)" },
      transitionTimingFunction: { DEFAULT: "cubic-bezier(0.2, 0, 0, 1)" },
    },
  },
} satisfies Config;
