/** Asks before access points leave the lab for good. */
"use client";

import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { call } from "@/components/upgrade/call";
import type { ApActions } from "./ap-actions";
import type { OrderDialog } from "./orders";
import { Named, tellOutcome, useNames } from "./outcome";

export function RemoveDialog({
  apIds,
  removeAps,
  onClose,
  onDone,
}: OrderDialog & { removeAps: ApActions["removeAps"] }) {
  const { what, names } = useNames(apIds);
  const remove = async () => {
    const answer = tellOutcome(await call(() => removeAps({ apIds: [...apIds] })), [
      "is removed",
      "are removed",
    ]);
    if (answer.ok) onDone();
    return answer;
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`Remove ${what}`}
      confirmLabel="Remove"
      danger
      onConfirm={remove}
    >
      <p>
        {apIds.length === 1 ? "It is switched off and leaves" : "They are switched off and leave"} the lab for
        good: a transfer in progress ends, a running upgrade goes on without{" "}
        {apIds.length === 1 ? "it" : "them"}. An access point can be added again in Lab, with a new history.
      </p>
      <Named apIds={apIds} names={names} />
    </ConfirmDialog>
  );
}
