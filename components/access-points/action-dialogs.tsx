/** The dialogs of the actions on access points, the same for one and for several. */
"use client";

import { BehaviorDialog } from "@/components/behaviors/behavior-dialog";
import type { BehaviorChange } from "@/lib/contracts/lab";
import { ActionConfirmation } from "./action-confirmation";
import type { BulkAction } from "./bulk-actions";
import { useApNames } from "./bulk-result";
import { VersionDialog } from "./version-dialog";

export type ActionDialogsProps = {
  action: BulkAction | null;
  apIds: readonly string[];
  /** Who of the selected is left out; empty when nobody is. */
  note?: string;
  /** The behavior of the only access point, where it is known. */
  currentBehavior?: BehaviorChange | undefined;
  onClose: () => void;
  onDone?: (action: BulkAction) => void;
};

/** The dialog of `action`; nothing when it is null. */
export function ActionDialogs({
  action,
  apIds,
  note = "",
  currentBehavior,
  onClose,
  onDone = () => undefined,
}: ActionDialogsProps) {
  const { title } = useApNames(apIds);
  const common = { apIds, note, onClose, onDone: () => action && onDone(action) };
  const isOne = apIds.length === 1;
  switch (action) {
    case null:
      return null;
    case "reboot":
      return (
        <ActionConfirmation
          {...common}
          verb="Reboot"
          message={(aps) => `Rebooting ${aps}`}
          command="ap.reboot"
        >
          Wireless clients are disconnected until{" "}
          {isOne ? "the access point rejoins" : "the access points rejoin"}. An image download in progress
          starts over.
        </ActionConfirmation>
      );
    case "version":
      return <VersionDialog {...common} />;
    case "remove":
      return (
        <ActionConfirmation
          {...common}
          verb="Remove"
          message={(aps) => `Removed ${aps}`}
          command="lab.remove-aps"
        >
          {isOne ? "The access point is" : "The access points are"} turned off and removed from the lab.
          Transfers in progress stop, and a running upgrade continues without {isOne ? "it" : "them"}. You
          can't undo this. An access point that you add again in Lab starts with a new history.
        </ActionConfirmation>
      );
    case "behavior":
      return (
        <BehaviorDialog
          apIds={apIds}
          onClose={onClose}
          onDone={common.onDone}
          title={`Set behavior of ${title}`}
          current={currentBehavior}
        />
      );
  }
}
