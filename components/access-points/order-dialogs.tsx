/** The orders to access points that ask first, the same for one and for many. */
"use client";

import { BehaviourDialog } from "@/components/lab/behaviour-dialog";
import type { BehaviourChange } from "@/lib/contracts/lab";
import type { ApActions } from "./ap-actions";
import { OrderConfirmation } from "./order-confirmation";
import type { AskedOrder } from "./orders";
import { useNames } from "./outcome";
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
      return (
        <OrderConfirmation {...common} verb="Reboot" did={["reboots", "reboot"]} order={actions.rebootAps}>
          Wireless clients lose their connection until the access points have joined again. An image that is
          being received begins anew.
        </OrderConfirmation>
      );
    case "version":
      return <VersionDialog {...common} setVersion={actions.setVersion} />;
    case "remove":
      return (
        <OrderConfirmation
          {...common}
          verb="Remove"
          did={["is removed", "are removed"]}
          order={actions.removeAps}
        >
          {apIds.length === 1 ? "It is switched off and leaves" : "They are switched off and leave"} the lab
          for good: a transfer in progress ends, a running upgrade goes on without{" "}
          {apIds.length === 1 ? "it" : "them"}. An access point can be added again in Lab, with a new history.
        </OrderConfirmation>
      );
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
