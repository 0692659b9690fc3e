/** Every page of the console: one live connection, the frame around it. */
import type { ReactNode } from "react";
import { ConsoleFrame } from "@/components/frame/console-frame";
import { LiveProvider } from "@/lib/client/stream/live-context";

export default function ConsoleLayout({ children }: { children: ReactNode }) {
  return (
    <LiveProvider>
      <ConsoleFrame>{children}</ConsoleFrame>
    </LiveProvider>
  );
}
