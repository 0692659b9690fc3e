/** The document: fonts, design tokens, and the visitor's theme, set on the server so that the page does not flash. */
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
import { readTheme, THEME_COOKIE } from "@/components/frame/theme";
import { NONCE_HEADER } from "@/lib/console/page-headers";

/**
 * What `next/script` writes for an empty script `beforeInteractive`, without its 2 kB: Next waits for it in a task of its own,
 * so that loading React and hydrating the page are two tasks.
 */
const HYDRATE_IN_OWN_TASK = '(self.__next_s=self.__next_s||[]).push([0,{children:""}])';

export const metadata: Metadata = {
  title: { default: "EWC Upgrade Console", template: "%s · EWC Upgrade Console" },
  description: "A lab console for Embedded Wireless Controller software upgrades.",
  manifest: "/site.webmanifest",
  icons: {
    icon: [
      { url: "/favicon.ico", sizes: "32x32" },
      { url: "/icon.svg", type: "image/svg+xml" },
    ],
    apple: "/apple-touch-icon.png",
  },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  colorScheme: "light dark",
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get(NONCE_HEADER) ?? undefined;
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang="en" data-theme={theme}>
      <body>
        {/* The browser hides the nonce from the page, and React finds it empty. */}
        <script nonce={nonce} suppressHydrationWarning>
          {HYDRATE_IN_OWN_TASK}
        </script>
        {children}
      </body>
    </html>
  );
}
