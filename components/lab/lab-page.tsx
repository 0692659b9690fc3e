/** The Lab page: the clock, the fleet, the injected faults, transfer settings, and import and export. */
"use client";

import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import type { ReactNode } from "react";
import { ChangeFields } from "@/components/forms/change-fields";
import { Badge } from "@/components/ui/badge";
import { RowsPending } from "@/components/ui/empty-state";
import { PageHeader, Panel } from "@/components/ui/panel";
import { Tabs } from "@/components/ui/tabs";
import { useIsConnected, useOnlyRow } from "@/lib/client/rows/hooks";
import { ForAdmins } from "@/lib/client/visitor";
import type { ControllerRow } from "@/lib/contracts/controller";
import type { LabRow } from "@/lib/contracts/lab";
import { serverFaultWords } from "@/lib/contracts/server-fault-words";
import { serverIds } from "@/lib/contracts/server-ids";
import { grouped } from "@/lib/kit/number-text";
import { AddPanel } from "./add-panel";
import { ClockChoice } from "./clock-choice";
import { FleetPanel } from "./fleet-panel";

const loading = () => <RowsPending label="Loading the section" rows={4} />;
/** Loaded when their tab is opened first. */
const ApFaults = dynamic(() => import("./ap-faults").then((part) => part.ApFaults), { loading });
const ServerFaultsForms = dynamic(
  () => import("./server-faults-form").then((part) => part.ServerFaultsForms),
  { loading },
);
const PolicyForm = dynamic(() => import("./policy-form").then((part) => part.PolicyForm), { loading });
const ImportAndExport = dynamic(() => import("./import-and-export").then((part) => part.ImportAndExport), {
  loading,
});

const sections = ["fleet", "faults", "server-faults", "transfers", "import"] as const;
type Section = (typeof sections)[number];

export function LabPage() {
  const controller = useOnlyRow("controller");
  const lab = useOnlyRow("lab");
  return (
    <>
      <PageHeader title="Lab" description="Set up the simulated fleet, the clock, and injected faults." />
      {controller && lab ? (
        <Sections controller={controller} lab={lab} />
      ) : (
        <Panel>
          <RowsPending label="Loading the lab" rows={4} />
        </Panel>
      )}
    </>
  );
}

function Sections({ controller, lab }: { controller: ControllerRow; lab: LabRow }) {
  const reachable = useIsConnected();
  const [section, setSection] = useSection();
  const serverFaults = serverIds.reduce((n, id) => n + serverFaultWords(lab.serverFaults[id]).length, 0);
  return (
    <div className="flex flex-col gap-4">
      <ClockChoice factor={controller.clockFactor} reachable={reachable} />
      <Tabs
        label="Lab"
        value={section}
        onValueChange={setSection}
        keep
        tabs={[
          {
            value: "fleet",
            label: "Fleet",
            content: (
              <Panels>
                <FleetPanel controller={controller} />
                <ForAdmins>
                  <AddPanel controller={controller} reachable={reachable} />
                </ForAdmins>
              </Panels>
            ),
          },
          {
            value: "faults",
            label: <TabLabel name="AP faults" count={lab.misbehaving} />,
            content: (
              <Panels>
                <ApFaults reachable={reachable} faulty={lab.misbehaving} />
              </Panels>
            ),
          },
          {
            value: "server-faults",
            label: <TabLabel name="Server faults" count={serverFaults} />,
            content: (
              <Panels>
                <ChangeFields>
                  <ServerFaultsForms lab={lab} reachable={reachable} />
                </ChangeFields>
              </Panels>
            ),
          },
          {
            value: "transfers",
            label: "Transfer settings",
            content: (
              <Panels>
                <ChangeFields>
                  <PolicyForm lab={lab} reachable={reachable} />
                </ChangeFields>
              </Panels>
            ),
          },
          {
            value: "import",
            label: "Import and export",
            content: (
              <Panels>
                <ImportAndExport controller={controller} reachable={reachable} />
              </Panels>
            ),
          },
        ]}
      />
    </div>
  );
}

const Panels = ({ children }: { children: ReactNode }) => (
  <div className="flex flex-col gap-4 pt-4">{children}</div>
);

const TabLabel = ({ name, count }: { name: string; count: number }) => (
  <span className="inline-flex items-center gap-1.5">
    {name}
    {count > 0 && (
      <Badge tone="warn">
        <span className="num">{grouped(count)}</span>
      </Badge>
    )}
  </span>
);

/** The selected section. It is in the URL, so that other pages can link to it. */
function useSection(): [Section, (section: Section) => void] {
  const requested = useSearchParams().get("section");
  const section = sections.find((each) => each === requested) ?? "fleet";
  return [section, (next) => window.history.replaceState(null, "", `?section=${next}`)];
}
