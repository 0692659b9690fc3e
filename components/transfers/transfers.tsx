/** The Transfers page: the image servers, their running transfers, and the history. */
"use client";

import { RowsPending } from "@/components/ui/empty-state";
import { PageHeader, Panel } from "@/components/ui/panel";
import { useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import { History } from "./history";
import { RunningList } from "./running-list";
import { ServerCard } from "./server-card";

/** The page. */
export function Transfers() {
  return (
    <>
      <PageHeader title="Transfers" description="Current and past transfers of the image servers." />
      <div className="flex flex-col gap-4">
        <Servers />
        <RunningList />
        <History />
      </div>
    </>
  );
}

function Servers() {
  const status = useTopic("servers");
  const servers = useRows("servers");
  if (status === "pending")
    return (
      // As high as the servers are at least, so that nothing that is seen moves when they appear.
      <Panel flush className="min-h-dvh">
        <RowsPending label="Loading servers" />
      </Panel>
    );
  return servers.map((server) => <ServerCard key={server.id} server={server} />);
}
