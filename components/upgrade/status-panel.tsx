/** Software Update Status: stages, status line, counters, movement, and the orders that belong to a running upgrade. */
"use client";

import { Ban, Power, ScrollText } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { RowsPending } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { call } from "@/lib/client/call";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { ActivateDialog } from "./activate-dialog";
import { Announcer } from "./announcer";
import { Counters } from "./counters";
import { Families } from "./families";
import { InstallLogDrawer } from "./install-log-drawer";
import { Movement } from "./movement";
import { StageBar } from "./stage-bar";
import { StatusLine } from "./status-line";
import type { UpgradeActions } from "./upgrade-actions";

type Opened = "logs" | "activate" | "cancel";

export function StatusPanel({
  upgrade,
  reachable,
  actions,
}: {
  upgrade: UpgradeRow | undefined;
  reachable: boolean;
  actions: UpgradeActions;
}) {
  const [opened, setOpened] = useState<Opened>();
  const close = (open: boolean) => !open && setOpened(undefined);
  return (
    <Panel
      title="Software Update Status"
      className="@container"
      actions={
        <Button size="sm" icon={<ScrollText aria-hidden />} onClick={() => setOpened("logs")}>
          Show Install Logs
        </Button>
      }
    >
      {upgrade ? (
        <div className="flex flex-col gap-5">
          <StageBar marks={upgrade.stageMarks} />
          <div className="flex flex-wrap items-start justify-between gap-3 border-line border-t pt-4">
            <div className="min-w-0 grow basis-72">
              <StatusLine upgrade={upgrade} />
            </div>
            <div className="flex gap-2 empty:hidden">
              {upgrade.canCancel && (
                <Button
                  variant="danger"
                  icon={<Ban aria-hidden />}
                  disabled={!reachable}
                  onClick={() => setOpened("cancel")}
                >
                  Cancel
                </Button>
              )}
              {upgrade.canActivate && (
                <Button
                  variant="primary"
                  icon={<Power aria-hidden />}
                  disabled={!reachable}
                  onClick={() => setOpened("activate")}
                >
                  Activate
                </Button>
              )}
            </div>
          </div>
          {upgrade.id !== "" && <Movement upgrade={upgrade} />}
          <Counters counters={upgrade.counters} />
          <Families target={upgrade.targetVersion} mode={upgrade.mode} />
        </div>
      ) : (
        <RowsPending label="Waiting for the state of the upgrade" />
      )}
      <Announcer upgrade={upgrade} />
      <InstallLogDrawer open={opened === "logs"} onOpenChange={close} readLog={actions.readLog} />
      {opened === "activate" && <ActivateDialog actions={actions} onClose={() => setOpened(undefined)} />}
      <ConfirmDialog
        open={opened === "cancel"}
        onOpenChange={close}
        title="Cancel the download?"
        confirmLabel="Cancel the download"
        cancelLabel="Let it go on"
        danger
        onConfirm={() => call(() => actions.cancelUpgrade({}))}
      >
        <p>
          Running transfers are ended. Access points that have their new image keep it as backup image; the
          others stay as they are. Save &amp; Download starts again with what is missing.
        </p>
      </ConfirmDialog>
    </Panel>
  );
}
