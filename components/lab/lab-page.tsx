/** The page Lab: how fast the simulated network lives. */
"use client";

import { useOnlyRow, useReachable } from "@/components/live/hooks";
import { RowsPending } from "@/components/ui/empty-state";
import { PageHeader, Panel } from "@/components/ui/panel";
import { ClockChoice, type SetClock } from "./clock-choice";

export function LabPage({ setClock }: { setClock: SetClock }) {
  const controller = useOnlyRow("controller");
  const reachable = useReachable();
  return (
    <>
      <PageHeader
        title="Lab"
        description="The controller and the access points are simulated: what they are is in the lab file, how fast they live is chosen here."
      />
      <Panel title="Clock" description="Holds at once and is kept over a restart">
        {controller ? (
          <ClockChoice factor={controller.clockFactor} reachable={reachable} setClock={setClock} />
        ) : (
          <RowsPending label="Waiting for the controller" rows={2} />
        )}
      </Panel>
    </>
  );
}
