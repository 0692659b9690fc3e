/** The Dashboard: what is happening, what waits for the operator, and what happened last time. */
"use client";

import { useFleetNeeds } from "@/components/fleet/use-fleet-needs";
import { PageHeader } from "@/components/ui/panel";
import { useIsConnected, useOnlyRow, useTopic } from "@/lib/client/rows/hooks";
import { useRows } from "@/lib/client/rows/use-rows";
import { newerRelease } from "@/lib/contracts/release-check";
import { BeginPanel } from "./begin-panel";
import { FailuresTile } from "./failures-tile";
import { ReadinessTile } from "./readiness-tile";
import { recentFailures } from "./recent-failures";
import { RunTile } from "./run-tile";
import { RunsTile } from "./runs-tile";
import { ServersTile } from "./servers-tile";
import { VersionsTile } from "./versions-tile";

export function DashboardPage() {
  return (
    <>
      <PageHeader
        title="Dashboard"
        description="Practice the software upgrade of an Embedded Wireless Controller: servers and transfers are real, the network is simulated."
      />
      <Tiles />
    </>
  );
}

/** All tiles appear at once, so that none moves another. */
function Tiles() {
  const controller = useOnlyRow("controller");
  const upgrade = useOnlyRow("upgrade");
  const serversStatus = useTopic("servers");
  const servers = useRows("servers");
  const setsStatus = useTopic("images");
  const sets = useRows("images");
  const runsStatus = useTopic("runs");
  const needs = useFleetNeeds();
  const connected = useIsConnected();
  const pending = [serversStatus, setsStatus, runsStatus].includes("pending");
  if (!controller || !upgrade || !needs || pending) return <Skeleton />;
  return (
    <div className="flex flex-col gap-4">
      {controller.apCount <= 1 && <BeginPanel connected={connected} />}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-2 2xl:grid-cols-3">
        <RunTile upgrade={upgrade} />
        <VersionsTile
          joined={controller.joinedCount}
          total={controller.apCount}
          newer={controller.releaseCheck && newerRelease(controller.releaseCheck, controller.version)}
        />
        <ReadinessTile controller={controller} sets={sets} needs={needs} />
        <ServersTile servers={servers} />
        <RunsTile />
        <FailuresTile failures={recentFailures(upgrade, servers)} />
      </div>
    </div>
  );
}

const Skeleton = () => (
  <div
    data-skeleton=""
    role="status"
    aria-label="Loading the dashboard"
    className="grid min-h-dvh grid-cols-[minmax(0,1fr)] content-start gap-4 lg:grid-cols-2 2xl:grid-cols-3"
  >
    {["run", "versions", "images", "servers", "runs", "failures"].map((tile) => (
      <div key={tile} className="h-52 animate-breathe rounded-lg border border-line bg-line/30" />
    ))}
  </div>
);
