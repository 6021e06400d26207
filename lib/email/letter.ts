import {
  Body,
  Button,
  Column,
  Container,
  Head,
  Heading,
  Hr,
  Html,
  Img,
  Link,
  Preview,
  Row,
  render,
  Section,
  Text,
} from "@react-email/components";
import { createElement as h, type ReactElement } from "react";
import { doorAddress } from "#lib/door-address";
import { env } from "#lib/env";
import { pictureAddress } from "#lib/organizations/brand/pictures";
import {
  brandColor,
  deriveBrand,
  monogram,
  type Oklch,
  oklchToHex,
  ownColor,
  surfaces,
  type Theme,
} from "#lib/organizations/brand/rules";
import type { PublicBrand } from "#lib/organizations/types";
import { shortened, unlinked } from "./rules.ts";
import type { Message } from "./types.ts";

/** What every mail of Foyer is made of: one thing to do, and why. */
export type Letter = {
  to: string;
  /** Whose mail it is; null is Foyer's own. */
  brand: PublicBrand | null;
  /** Subject and title, made with the name as mail may show it. */
  title: (name: string) => string;
  /** The line that a list of mails shows after the subject. */
  preview: string;
  paragraphs: readonly string[];
  action: { label: string; url: string };
  /** Said last and small: what to do when it was not asked for. */
  doubt: string;
};

/** A letter as it is sent: the same words as text and as HTML, in the brand's colours, and nothing in it but our own pictures. */
export async function toMessage(letter: Letter): Promise<Message> {
  const { to, brand, title, paragraphs, action, doubt } = letter;
  const name = shortened(brand ? unlinked(brand.displayName) : "Foyer");
  const where = brand ? doorAddress(brand.slug).label : new URL(env.APP_URL).host;
  return {
    to,
    subject: title(name),
    text: `${[title(name), ...paragraphs, action.url, doubt, where].join("\n\n")}\n`,
    html: await render(sheet(letter, title(name), where)),
  };
}

type Palette = Record<"page" | "ink" | "quiet" | "line" | "field" | "accent" | "onAccent" | "edge", string>;

const inks: Readonly<Record<Theme, Readonly<Record<"ink" | "quiet" | "line", Oklch>>>> = {
  light: {
    ink: { L: 0.225, C: 0.006, H: 85 },
    quiet: { L: 0.445, C: 0.008, H: 85 },
    line: { L: 0.845, C: 0.006, H: 85 },
  },
  dark: {
    ink: { L: 0.945, C: 0.004, H: 85 },
    quiet: { L: 0.765, C: 0.006, H: 85 },
    line: { L: 0.37, C: 0.006, H: 85 },
  },
};

function paletteOf(color: string, theme: Theme): Palette {
  const derived = deriveBrand(color, theme);
  const { ink, quiet, line } = inks[theme];
  return {
    page: oklchToHex(surfaces[theme].bg),
    ink: oklchToHex(ink),
    quiet: oklchToHex(quiet),
    line: oklchToHex(line),
    field: oklchToHex(derived["field-1"]),
    accent: oklchToHex(derived.accent),
    onAccent: oklchToHex(derived["accent-foreground"]),
    edge: oklchToHex(derived["accent-edge"]),
  };
}

/** The dark colours, for the mail programs that look; the others show the light ones, or turn them themselves. */
function styleSheet(dark: Palette): string {
  return [
    ":root{color-scheme:light dark;supported-color-schemes:light dark}",
    "@media (prefers-color-scheme:dark){",
    // react-email draws the body's colour once more on the cell inside it, which takes no class.
    `.page,.page>table>tbody>tr>td{background-color:${dark.page}!important}`,
    `.ink{color:${dark.ink}!important}`,
    `.quiet{color:${dark.quiet}!important}`,
    `.line{border-color:${dark.line}!important}`,
    `.field{background-color:${dark.field}!important}`,
    `.accent{background-color:${dark.accent}!important;color:${dark.onAccent}!important;border-color:${dark.edge}!important}`,
    "}",
  ].join("");
}

const fonts = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const wraps = { overflowWrap: "anywhere", wordBreak: "break-word" } as const;
const body = { margin: "0 0 24px", fontSize: "16px", lineHeight: "24px", ...wraps };
const small = { margin: "0", fontSize: "14px", lineHeight: "20px", ...wraps };
const side = 56;

function sheet({ brand, preview, paragraphs, action, doubt }: Letter, title: string, where: string): ReactElement {
  const color = brand ? brandColor(brand.color, brand.organizationId) : ownColor;
  const light = paletteOf(color, "light");
  const dark = paletteOf(color, "dark");
  const ink = { className: "ink" };
  const quiet = { className: "quiet" };
  return h(
    Html,
    { lang: "en" },
    h(
      Head,
      null,
      h("title", null, title),
      h("meta", { name: "viewport", content: "width=device-width" }),
      h("meta", { name: "color-scheme", content: "light dark" }),
      h("meta", { name: "supported-color-schemes", content: "light dark" }),
      h("meta", { name: "format-detection", content: "telephone=no,date=no,address=no,email=no,url=no" }),
      h("style", null, styleSheet(dark)),
    ),
    h(
      Body,
      { className: "page", style: { margin: "0", backgroundColor: light.page, color: light.ink, fontFamily: fonts } },
      h(Preview, null, preview),
      h(
        "div",
        { role: "main" },
        h(
          Container,
          { style: { maxWidth: "480px" } },
          inset(
            "24px 20px 32px",
            h(
              Section,
              { className: "field", style: { backgroundColor: light.field, borderRadius: "12px" } },
              inset("20px", sign(brand, light)),
            ),
            h(
              Heading,
              {
                as: "h1",
                ...ink,
                style: {
                  margin: "24px 0 4px",
                  fontSize: "24px",
                  lineHeight: "32px",
                  fontWeight: 600,
                  color: light.ink,
                  ...wraps,
                },
              },
              title,
            ),
            h(Text, { ...quiet, style: { ...body, color: light.quiet } }, where),
            ...paragraphs.map((text) => h(Text, { key: text, ...ink, style: { ...body, color: light.ink } }, text)),
            h(
              Button,
              {
                className: "accent",
                href: action.url,
                style: {
                  padding: "12px 24px",
                  border: `1px solid ${light.edge}`,
                  borderRadius: "10px",
                  backgroundColor: light.accent,
                  color: light.onAccent,
                  fontSize: "16px",
                  fontWeight: 600,
                },
              },
              action.label,
            ),
            h(
              Text,
              { ...quiet, style: { ...small, margin: "24px 0 0", color: light.quiet } },
              "Or copy this address:",
              h("br"),
              h(
                Link,
                { ...quiet, href: action.url, style: { color: light.quiet, wordBreak: "break-all" } },
                action.url,
              ),
            ),
            h(Hr, { className: "line", style: { margin: "24px 0", borderColor: light.line } }),
            h(Text, { ...quiet, style: { ...small, color: light.quiet } }, doubt),
          ),
        ),
      ),
    ),
  );
}

/** Air around something. On a cell, because Outlook knows none around a table. */
function inset(padding: string, ...content: ReactElement[]): ReactElement {
  return h(Row, null, h(Column, { style: { padding } }, ...content));
}

/** The organization's square: its picture, or drawn without one, its monogram. Decorative: the name stands below. */
function sign(brand: PublicBrand | null, { accent, onAccent }: Palette): ReactElement {
  const square = { width: `${side}px`, height: `${side}px`, borderRadius: "12px" };
  const src = brand ? brand.logo && pictureAddress(brand, "touch.png") : `${env.APP_URL}/apple-icon.png`;
  if (src) return h(Img, { src, alt: "", width: side, height: side, style: { ...square, display: "block" } });
  return h(
    "table",
    { role: "presentation", cellPadding: 0, cellSpacing: 0, border: 0, "aria-hidden": true },
    h(
      "tbody",
      null,
      h(
        "tr",
        null,
        h(
          "td",
          {
            className: "accent",
            align: "center",
            valign: "middle",
            width: side,
            height: side,
            style: {
              ...square,
              backgroundColor: accent,
              color: onAccent,
              fontSize: "26px",
              lineHeight: "26px",
              fontWeight: 600,
            },
          },
          monogram(brand?.displayName ?? ""),
        ),
      ),
    ),
  );
}
