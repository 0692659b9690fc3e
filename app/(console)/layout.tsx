/** Every page of the console: one live connection, one way to give commands, the frame around it. */
import type { ReactNode } from "react";
import { runCommand } from "@/app/run-command";
import { ConsoleFrame } from "@/components/frame/console-frame";
import { CommandProvider } from "@/lib/client/commands";
import { LiveProvider } from "@/lib/client/stream/live-context";
import { version } from "@/package.json";

export default function ConsoleLayout({ children }: { children: ReactNode }) {
  return (
    <CommandProvider run={runCommand}>
      <LiveProvider>
        <ConsoleFrame version={version}>{children}</ConsoleFrame>
      </LiveProvider>
    </CommandProvider>
  );
}
