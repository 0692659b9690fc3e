/** Software Update Status: stages, status line, progress, counters, families, and the actions of a running upgrade. */
"use client";

import { Ban, Power, ScrollText } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { RowsPending } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { useCommand } from "@/lib/client/commands";
import type { UpgradeRow } from "@/lib/contracts/upgrade";
import { ActivateDialog } from "./activate-dialog";
import { Announcer } from "./announcer";
import { CommitNote } from "./commit-note";
import { Counters } from "./counters";
import { Families } from "./families";
import { InstallLogDrawer } from "./install-log-drawer";
import { StageBar } from "./stage-bar";
import { StatusLine } from "./status-line";
import { TransferProgress } from "./transfer-progress";

type OpenDialog = "logs" | "activate" | "cancel";

/** A skeleton while `upgrade` is undefined. */
export function StatusPanel({ upgrade, connected }: { upgrade: UpgradeRow | undefined; connected: boolean }) {
  const run = useCommand();
  const [opened, setOpened] = useState<OpenDialog>();
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
          <StageBar marks={upgrade.stageMarks} actionRequired={upgrade.canActivate} />
          <div className="flex flex-wrap items-start justify-between gap-3 border-line border-t pt-4">
            <div className="min-w-0 grow basis-72">
              <StatusLine upgrade={upgrade} />
            </div>
            <div className="flex gap-2 empty:hidden">
              {upgrade.canCancel && (
                <Button
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
          <Counters counters={upgrade.counters} />
          <Families target={upgrade.targetVersion} mode={upgrade.mode} />
        </div>
      ) : (
        <RowsPending label="Loading upgrade status" />
      )}
      <Announcer upgrade={upgrade} />
      <InstallLogDrawer open={opened === "logs"} onOpenChange={close} />
      {opened === "activate" && <ActivateDialog onClose={() => setOpened(undefined)} />}
      <ConfirmDialog
        open={opened === "cancel"}
        onOpenChange={close}
        title="Cancel upgrade?"
        confirmLabel="Cancel upgrade"
        cancelLabel="Keep downloading"
        danger
        onConfirm={() => run("upgrade.cancel", {})}
      >
        <p>
          Transfers in progress stop. Access points that already have the new image keep it as their backup
          image. To resume later, choose Save &amp; Download: only missing images are downloaded.
        </p>
      </ConfirmDialog>
    </Panel>
  );
}
