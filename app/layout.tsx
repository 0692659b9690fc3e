/** The document: fonts, design tokens, and the visitor's theme, set on the server so that the page does not flash. */
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./globals.css";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import Script from "next/script";
import type { ReactNode } from "react";
import { readTheme, THEME_COOKIE } from "@/components/frame/theme";

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
  const theme = readTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang="en" data-theme={theme}>
      <body>
        {/* Next waits for such a script in a task of its own, so loading React and hydrating the page are two tasks. */}
        <Script id="hydrate-later" strategy="beforeInteractive">
          {""}
        </Script>
        {children}
      </body>
    </html>
  );
}
