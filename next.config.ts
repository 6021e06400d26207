import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Packages with native code, or that resolve files beside themselves, stay outside the bundle.
  serverExternalPackages: [
    "@react-email/components",
    "fontkit",
    "sharp",
    "pg",
    "pino",
    "nodemailer",
    "email-providers",
    "drizzle-orm",
    "rate-limiter-flexible",
  ],
  // The head is whole before anything is sent: a kept page serves browsers and messengers alike.
  htmlLimitedBots: /.*/,
  images: { unoptimized: true },
  typescript: { ignoreBuildErrors: false },
  experimental: {
    // More than the front process lets through (server/body-limit.ts), so that it refuses first: Next would answer 500.
    serverActions: { bodySizeLimit: "9mb" },
  },
};

export default config;
