/** Image Servers > Servers. */
import type { Metadata } from "next";
import { ServersPage } from "@/components/servers/servers-page";
import * as orders from "./actions";

export const metadata: Metadata = { title: "Servers" };

export default function Page() {
  const { saveSettings, startServer, stopServer, disconnectClient, releaseBlock, recreateHostKeys } = orders;
  return (
    <ServersPage
      actions={{
        saveSettings,
        releaseBlock,
        recreateHostKeys,
        start: startServer,
        stop: stopServer,
        disconnect: disconnectClient,
      }}
    />
  );
}
