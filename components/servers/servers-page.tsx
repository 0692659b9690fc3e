/** The Servers page: the state and the settings of the image servers. */
"use client";

import { RowsPending } from "@/components/ui/empty-state";
import { PageHeader, Panel } from "@/components/ui/panel";
import { useIsConnected, useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import { ServerPanel } from "./server-panel";

export function ServersPage() {
  const status = useTopic("servers");
  const servers = useRows("servers");
  const disabled = !useIsConnected();
  return (
    <>
      <PageHeader
        title="Servers"
        description="The servers that host the images. Changes apply immediately and survive restarts."
      />
      <div className="flex flex-col gap-4">
        {status === "pending" ? (
          <Panel flush>
            <RowsPending label="Loading servers" rows={6} />
          </Panel>
        ) : (
          servers.map((server) => <ServerPanel key={server.id} server={server} disabled={disabled} />)
        )}
      </div>
    </>
  );
}
