import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { bootScript } from "#lib/boot-script";
import { geistMono, geistSans } from "./fonts";
import "./globals.css";

// Every page is made per request; the front process caches the public ones (docs/decisions).
export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: { default: "Foyer", template: "%s · Foyer" },
  description: "The front door of your product: sign in, and you are in the right place.",
  // Named here and not by files in app/: Next would put such a favicon before that of an organization.
  icons: {
    icon: [
      { url: "/favicon.ico", type: "image/x-icon", sizes: "48x48" },
      { url: "/icon.svg", type: "image/svg+xml", sizes: "any" },
    ],
    apple: { url: "/apple-icon.png", type: "image/png", sizes: "180x180" },
  },
};

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfaf9" },
    { media: "(prefers-color-scheme: dark)", color: "#11100f" },
  ],
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    // The boot script adds attributes to <html> before React looks at it.
    <html lang="en" className={`${geistSans.variable} ${geistMono.variable}`} suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, allowed by its hash in the policy. */}
        <script dangerouslySetInnerHTML={{ __html: bootScript }} />
      </head>
      <body>{children}</body>
    </html>
  );
}
