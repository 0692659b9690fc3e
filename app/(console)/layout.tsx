/** Every page of the console: its user, one live connection, one way to give commands, the frame around it. */
import type { ReactNode } from "react";
import { ConsoleFrame } from "@/components/frame/console-frame";
import { ConsoleProviders } from "@/components/frame/console-providers";
import { isPlainTextPage, pageActor } from "@/lib/console/page";
import { version } from "@/package.json";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const actor = await pageActor();
  // The page leads to the sign-in page.
  if (actor === null) return children;
  const { name, role, signIn = "" } = actor;
  return (
    <ConsoleProviders visitor={{ name, role, signIn }}>
      <ConsoleFrame version={version} isPlainText={await isPlainTextPage()}>
        {children}
      </ConsoleFrame>
    </ConsoleProviders>
  );
}
