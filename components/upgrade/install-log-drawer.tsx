/** Show Install Logs: the controller's live install log. */
"use client";

import { LogView } from "@/components/log-view/log-view";
import { saveLog } from "@/components/log-view/save-log";
import { Drawer } from "@/components/ui/dialog";
import { useCommand } from "@/lib/client/commands";
import { downloadText } from "@/lib/client/download";

/** A drawer with the live log and a download button. */
export function InstallLogDrawer({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const run = useCommand();
  return (
    <Drawer open={open} onOpenChange={onOpenChange} title="Install log" width="lg" flush>
      <LogView
        topic="install"
        label="Install log of the controller"
        onDownload={() => saveLog(run, { source: "install" }, "install-log.txt", downloadText)}
      />
    </Drawer>
  );
}
