/** The orders to access points that ask first, the same for one and for many. */
"use client";

import { BehaviorDialog } from "@/components/behaviors/behavior-dialog";
import type { BehaviorChange } from "@/lib/contracts/lab";
import { ActionConfirmation } from "./action-confirmation";
import type { ApActions } from "./ap-actions";
import type { BulkAction } from "./bulk-actions";
import { useNames } from "./outcome";
import { VersionDialog } from "./version-dialog";

export function ActionDialogs({
  asked,
  apIds,
  present,
  actions,
  onClose,
  onDone = () => undefined,
}: {
  asked: BulkAction | null;
  apIds: readonly string[];
  /** How the one access point behaves now, where that is known. */
  present?: BehaviorChange | undefined;
  actions: Pick<ApActions, "rebootAps" | "setVersion" | "setBehavior" | "removeAps">;
  onClose: () => void;
  onDone?: (order: BulkAction) => void;
}) {
  const { what } = useNames(apIds);
  const common = { apIds, onClose, onDone: () => asked && onDone(asked) };
  switch (asked) {
    case null:
      return null;
    case "reboot":
      return (
        <ActionConfirmation {...common} verb="Reboot" did={["reboots", "reboot"]} order={actions.rebootAps}>
          Wireless clients lose their connection until the access points have joined again. An image that is
          being received begins anew.
        </ActionConfirmation>
      );
    case "version":
      return <VersionDialog {...common} setVersion={actions.setVersion} />;
    case "remove":
      return (
        <ActionConfirmation
          {...common}
          verb="Remove"
          did={["is removed", "are removed"]}
          order={actions.removeAps}
        >
          {apIds.length === 1 ? "It is switched off and leaves" : "They are switched off and leave"} the lab
          for good: a transfer in progress ends, a running upgrade goes on without{" "}
          {apIds.length === 1 ? "it" : "them"}. An access point can be added again in Lab, with a new history.
        </ActionConfirmation>
      );
    case "behavior":
      return (
        <BehaviorDialog
          {...common}
          title={`Behavior of ${what}`}
          current={present}
          setBehavior={actions.setBehavior}
        />
      );
  }
}
