/** The orders to access points that ask first, the same for one and for many. */
"use client";

import { BehaviourDialog } from "@/components/lab/behaviour-dialog";
import type { BehaviourChange } from "@/lib/contracts/lab";
import type { ApActions } from "./ap-actions";
import type { AskedOrder } from "./orders";
import { useNames } from "./outcome";
import { RebootDialog } from "./reboot-dialog";
import { RemoveDialog } from "./remove-dialog";
import { VersionDialog } from "./version-dialog";

export function OrderDialogs({
  asked,
  apIds,
  present,
  actions,
  onClose,
  onDone = () => undefined,
}: {
  asked: AskedOrder | null;
  apIds: readonly string[];
  /** How the one access point behaves now, where that is known. */
  present?: BehaviourChange | undefined;
  actions: Pick<ApActions, "rebootAps" | "setVersion" | "setBehaviour" | "removeAps">;
  onClose: () => void;
  onDone?: (order: AskedOrder) => void;
}) {
  const { what } = useNames(apIds);
  const common = { apIds, onClose, onDone: () => asked && onDone(asked) };
  switch (asked) {
    case null:
      return null;
    case "reboot":
      return <RebootDialog {...common} rebootAps={actions.rebootAps} />;
    case "version":
      return <VersionDialog {...common} setVersion={actions.setVersion} />;
    case "remove":
      return <RemoveDialog {...common} removeAps={actions.removeAps} />;
    case "behaviour":
      return (
        <BehaviourDialog
          {...common}
          title={`Behaviour of ${what}`}
          {...(present ? { present } : {})}
          setBehaviour={actions.setBehaviour}
        />
      );
  }
}
