/** The page Lab: how fast the simulated network lives, who is in it, and what goes wrong, on purpose. */
"use client";

import { useSearchParams } from "next/navigation";
import type { ReactNode } from "react";
import { BehaviorForm } from "@/components/behaviors/behavior-form";
import { Badge } from "@/components/ui/badge";
import { RowsPending } from "@/components/ui/empty-state";
import { PageHeader, Panel } from "@/components/ui/panel";
import { Tabs } from "@/components/ui/tabs";
import { useIsConnected, useOnlyRow } from "@/lib/client/rows/hooks";
import type { ControllerRow } from "@/lib/contracts/controller";
import type { LabRow } from "@/lib/contracts/lab";
import { serverFaultWords } from "@/lib/contracts/server-fault-words";
import { serverIds } from "@/lib/contracts/settings";
import { AddPanel } from "./add-panel";
import { ClockChoice } from "./clock-choice";
import { FleetPanel } from "./fleet-panel";
import type { ImportActions, LabFileActions } from "./import-actions";
import { ImportPanel } from "./import-panel";
import type { LabActions } from "./lab-actions";
import { LabFilePanel } from "./lab-file-panel";
import { MisbehavingList } from "./misbehaving-list";
import { PolicyForm } from "./policy-form";
import { ScatterForm } from "./scatter-form";
import { ServerFaultsForms } from "./server-faults-form";

const sections = ["fleet", "faults", "server-faults", "transfers", "import"] as const;
type Section = (typeof sections)[number];
type Actions = LabActions & ImportActions & LabFileActions;

export function LabPage({ actions }: { actions: Actions }) {
  const controller = useOnlyRow("controller");
  const lab = useOnlyRow("lab");
  return (
    <>
      <PageHeader
        title="Lab"
        description="The controller and the access points are simulated: who they are, how fast they live and what goes wrong is chosen here."
      />
      {controller && lab ? (
        <Present controller={controller} lab={lab} actions={actions} />
      ) : (
        <Panel>
          <RowsPending label="Waiting for the lab" rows={4} />
        </Panel>
      )}
    </>
  );
}

function Present(props: { controller: ControllerRow; lab: LabRow; actions: Actions }) {
  const { controller, lab, actions } = props;
  const reachable = useIsConnected();
  const [section, choose] = useSection();
  const serverFaults = serverIds.reduce((n, id) => n + serverFaultWords(lab.serverFaults[id]).length, 0);
  return (
    <div className="flex flex-col gap-4">
      <ClockChoice factor={controller.clockFactor} reachable={reachable} setClock={actions.setClock} />
      <Tabs
        label="Lab"
        value={section}
        onValueChange={choose}
        keep
        tabs={[
          {
            value: "fleet",
            label: "Fleet",
            content: (
              <Parts>
                <FleetPanel controller={controller} />
                <AddPanel controller={controller} reachable={reachable} addAps={actions.addAps} />
              </Parts>
            ),
          },
          {
            value: "faults",
            label: <Counted name="AP faults" count={lab.misbehaving} />,
            content: (
              <Parts>
                <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
                  <MisbehavingList reachable={reachable} actions={actions} />
                  <ScatterForm
                    reachable={reachable}
                    misbehaving={lab.misbehaving}
                    scatterFaults={actions.scatterFaults}
                  />
                </div>
                <BehaviorForm reachable={reachable} setBehavior={actions.setBehavior} />
              </Parts>
            ),
          },
          {
            value: "server-faults",
            label: <Counted name="Server faults" count={serverFaults} />,
            content: (
              <Parts>
                <ServerFaultsForms
                  lab={lab}
                  reachable={reachable}
                  setServerFaults={actions.setServerFaults}
                />
              </Parts>
            ),
          },
          {
            value: "transfers",
            label: "Transfers",
            content: (
              <Parts>
                <PolicyForm lab={lab} reachable={reachable} setPolicy={actions.setPolicy} />
              </Parts>
            ),
          },
          {
            value: "import",
            label: "Import and export",
            content: (
              <Parts>
                <ImportPanel controller={controller} reachable={reachable} actions={actions} />
                <LabFilePanel controller={controller} reachable={reachable} actions={actions} />
              </Parts>
            ),
          },
        ]}
      />
    </div>
  );
}

const Parts = ({ children }: { children: ReactNode }) => (
  <div className="flex flex-col gap-4 pt-4">{children}</div>
);

const Counted = ({ name, count }: { name: string; count: number }) => (
  <span className="inline-flex items-center gap-1.5">
    {name}
    {count > 0 && (
      <Badge tone="warn">
        <span className="num">{count.toLocaleString("en")}</span>
      </Badge>
    )}
  </span>
);

/** The section is in the address, so that other pages can lead to it. */
function useSection(): [Section, (section: Section) => void] {
  const asked = useSearchParams().get("section");
  const section = sections.find((each) => each === asked) ?? "fleet";
  return [section, (next) => window.history.replaceState(null, "", `?section=${next}`)];
}
