/** Asks before an order to access points that cannot be taken back, gives it, and tells what became of it. */
"use client";

import type { ReactNode } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { call } from "@/lib/client/call";
import type { ApActions } from "./ap-actions";
import type { ActionDialog } from "./bulk-actions";
import { Named, tellOutcome, useNames } from "./outcome";

export function ActionConfirmation({
  apIds,
  onClose,
  onDone,
  verb,
  did,
  order,
  children,
}: ActionDialog & {
  /** `Reboot`, said in the title and on the button. */
  verb: string;
  /** What they do now, said of one and of more: `reboots`, `reboot`. */
  did: readonly [string, string];
  order: ApActions["rebootAps"] | ApActions["removeAps"];
  /** What it means, before it is done. */
  children: ReactNode;
}) {
  const { what, names } = useNames(apIds);
  const confirm = async () => {
    const answer = tellOutcome(await call(() => order({ apIds: [...apIds] })), did);
    if (answer.ok) onDone();
    return answer;
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={`${verb} ${what}`}
      confirmLabel={verb}
      danger
      onConfirm={confirm}
    >
      <p>{children}</p>
      <Named apIds={apIds} names={names} />
    </ConfirmDialog>
  );
}
