/** Asks before access points reboot: their clients lose the connection meanwhile. */
"use client";

import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { call } from "@/components/upgrade/call";
import type { ApActions } from "./ap-actions";
import type { OrderDialog } from "./orders";
import { Named, tellOutcome, useNames } from "./outcome";

export function RebootDialog({
  apIds,
  rebootAps,
  onClose,
  onDone,
}: OrderDialog & { rebootAps: ApActions["rebootAps"] }) {
  const { what, names } = useNames(apIds);
  const reboot = async () => {
    const answer = tellOutcome(await call(() => rebootAps({ apIds: [...apIds] })), ["reboots", "reboot"]);
    if (answer.ok) onDone();
    return answer;
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Reboot ${what}`}
      confirmLabel="Reboot"
      danger
      onConfirm={reboot}
    >
      <p>
        Wireless clients lose their connection until the access points have joined again. An image that is
        being received begins anew.
      </p>
      <Named apIds={apIds} names={names} />
    </ConfirmDialog>
  );
}
