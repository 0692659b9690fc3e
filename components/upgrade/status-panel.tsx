/** Software Update Status: stages, status line, progress, causes of failures, and the actions of a running upgrade. */
"use client";

import { Ban, Power, ScrollText } from "lucide-react";
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { CommitNote } from "./commit-note";
import { clearErrand } from "./errand";
import { FailureCauses } from "./failure-causes";
import { StageBar } from "./stage-bar";
import { StatusLine } from "./status-line";
import { TransferProgress } from "./transfer-progress";
import { UpgradeDetails } from "./upgrade-details";

const InstallLogDrawer = dynamic(() => import("./install-log-drawer").then((m) => m.InstallLogDrawer));
const CancelDialog = dynamic(() => import("./cancel-dialog").then((m) => m.CancelDialog));
const ActivateDialog = dynamic(() => import("./activate-dialog").then((m) => m.ActivateDialog));

type OpenDialog = "logs" | "activate" | "cancel";

/** @param withDetails whether counters and families are part of it; while a run lives they stand below the table */
export function StatusPanel({
  upgrade,
  connected,
  withDetails,
}: {
  upgrade: UpgradeRow;
  connected: boolean;
  withDetails: boolean;
}) {
  const [opened, setOpened] = useOpenedDialog(upgrade);
  const close = (open: boolean) => !open && setOpened(undefined);
  return (
    <Panel
      title="Software Update Status"
      className="@container"
      actions={
        <Button
          size="sm"
          aria-label="Show Install Logs"
          title="Show Install Logs"
          icon={<ScrollText aria-hidden />}
          className="max-sm:w-8 max-sm:px-0!"
          onClick={() => setOpened("logs")}
        >
          <span className="max-sm:hidden">Show Install Logs</span>
        </Button>
      }
    >
      <div className={withDetails ? "flex flex-col gap-5" : "flex flex-col gap-3"}>
        <div>
          <StageBar marks={upgrade.stageMarks} actionRequired={upgrade.canActivate} />
        </div>
        <div className="flex flex-wrap items-start justify-between gap-3 border-line border-t pt-3">
          <div className="min-w-0 grow basis-72">
            <StatusLine upgrade={upgrade} />
          </div>
          <div className="flex gap-2 empty:hidden">
            {upgrade.canCancel && (
              <Button
                changes
                variant="danger"
                icon={<Ban aria-hidden />}
                disabled={!connected}
                onClick={() => setOpened("cancel")}
              >
                Cancel upgrade
              </Button>
            )}
            {upgrade.canActivate && (
              <Button
                changes
                variant="primary"
                icon={<Power aria-hidden />}
                disabled={!connected}
                onClick={() => setOpened("activate")}
              >
                Activate
              </Button>
            )}
          </div>
        </div>
        {upgrade.uncommitted && <CommitNote uncommitted={upgrade.uncommitted} connected={connected} />}
        {upgrade.id !== "" && <TransferProgress upgrade={upgrade} />}
        <FailureCauses causes={upgrade.causes} />
        {withDetails && <UpgradeDetails upgrade={upgrade} />}
      </div>
      {opened === "logs" && <InstallLogDrawer open onOpenChange={close} />}
      {opened === "activate" && <ActivateDialog onClose={() => setOpened(undefined)} />}
      {opened === "cancel" && <CancelDialog open onOpenChange={close} />}
    </Panel>
  );
}

/** The open dialog; a link may ask for one, which opens if its action is possible. */
function useOpenedDialog({ canActivate, canCancel }: Pick<UpgradeRow, "canActivate" | "canCancel">) {
  const [opened, setOpened] = useState<OpenDialog>();
  const errand = useSearchParams().get("do");
  useEffect(() => {
    if (errand === null) return;
    if (errand === "logs") setOpened("logs");
    if (errand === "activate" && canActivate) setOpened("activate");
    if (errand === "cancel" && canCancel) setOpened("cancel");
    clearErrand();
  }, [errand, canActivate, canCancel]);
  return [opened, setOpened] as const;
}
