/** The confirmation of Cancel upgrade. */
"use client";

import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useCommand } from "@/lib/client/commands";

export function CancelDialog(props: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const run = useCommand();
  return (
    <ConfirmDialog
      {...props}
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
  );
}
