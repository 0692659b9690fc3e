/** Next.js settings. Packages with native code or sockets stay outside the bundle (docs/decisions/0001). */
import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  agentRules: false,
  experimental: {
    // These export everything from one file; a page gets only what it uses.
    optimizePackageImports: ["radix-ui"],
  },
  // Most pages check no input: zod is loaded when a form needs it (docs/decisions/0017-weight-of-pages.md).
  turbopack: { resolveAlias: { zod: { browser: "./lib/client/deferred-zod.ts" } } },
  // `npm test` checks the types, so a start on a user's machine does not wait for that.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    "@prisma/client",
    "@prisma/adapter-better-sqlite3",
    "better-sqlite3",
    "yauzl",
    "yazl",
    "@tus/server",
    "@tus/file-store",
    "ssh2",
    // It extends classes of the global crypto at load time, once per copy.
    "selfsigned",
    "koffi",
    "@node-rs/argon2",
  ],
};

export default config;
