import type { NextConfig } from "next";

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Packages with native code, or that resolve files beside themselves, stay outside the bundle.
  serverExternalPackages: [
    "sharp",
    "pg",
    "pino",
    "nodemailer",
    "email-providers",
    "drizzle-orm",
    "rate-limiter-flexible",
  ],
  images: { unoptimized: true },
  typescript: { ignoreBuildErrors: false },
  experimental: {
    // More than the front process lets through (server/body-limit.ts), so that it refuses first: Next would answer 500.
    serverActions: { bodySizeLimit: "9mb" },
  },
};

export default config;
